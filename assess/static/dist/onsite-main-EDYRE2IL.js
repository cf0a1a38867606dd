import"./onsite-chunk-Y6OWZTDX.js";
