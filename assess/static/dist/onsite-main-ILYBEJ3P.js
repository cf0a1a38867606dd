import"./onsite-chunk-P3TIDLS7.js";
