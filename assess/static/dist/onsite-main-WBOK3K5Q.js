import"./onsite-chunk-VNXCTIV7.js";
