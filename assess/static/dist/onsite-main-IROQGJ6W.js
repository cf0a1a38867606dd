import"./onsite-chunk-FEOM54G7.js";
