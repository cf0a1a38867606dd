import"./onsite-chunk-P4S6RWSK.js";
