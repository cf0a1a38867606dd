import"./onsite-chunk-JHAJYFCN.js";
