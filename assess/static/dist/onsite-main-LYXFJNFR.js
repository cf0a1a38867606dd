import"./onsite-chunk-7XU3XCAC.js";
