import"./onsite-chunk-ED7ECIA6.js";
