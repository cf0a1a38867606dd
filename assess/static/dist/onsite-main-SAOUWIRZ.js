import"./onsite-chunk-HEIPFXVD.js";
