import"./onsite-chunk-TGF6IU4N.js";
