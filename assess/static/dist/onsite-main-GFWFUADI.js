import"./onsite-chunk-BPKYWVTN.js";import"./onsite-chunk-NFKP5U5Q.js";
