import"./onsite-chunk-RBPJLDIY.js";import"./onsite-chunk-OZKIREMS.js";
