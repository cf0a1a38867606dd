import"./onsite-chunk-T5OZPEQV.js";
