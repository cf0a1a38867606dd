import"./onsite-chunk-KCUQVLS2.js";
