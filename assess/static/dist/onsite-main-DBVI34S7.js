import"./onsite-chunk-XJHDIA33.js";
