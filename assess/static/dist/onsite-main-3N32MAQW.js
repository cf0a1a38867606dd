import"./onsite-chunk-ILPLKWQW.js";
