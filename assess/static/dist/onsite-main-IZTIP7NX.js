import"./onsite-chunk-VRKH57SU.js";
