import"./onsite-chunk-EKGQSJK7.js";
