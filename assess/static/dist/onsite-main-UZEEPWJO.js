import"./onsite-chunk-GLF3W7X6.js";
