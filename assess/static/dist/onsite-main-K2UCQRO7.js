import"./onsite-chunk-M6HU7SMV.js";
