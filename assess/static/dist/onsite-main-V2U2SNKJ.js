import"./onsite-chunk-KU4WNSPU.js";
