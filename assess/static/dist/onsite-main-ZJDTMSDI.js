import"./onsite-chunk-GDHSZYMO.js";
