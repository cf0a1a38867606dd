import"./onsite-chunk-IY4HVOIZ.js";
