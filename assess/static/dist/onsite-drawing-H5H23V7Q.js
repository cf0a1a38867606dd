import{a,b,c}from"./onsite-chunk-56UL4EX7.js";import"./onsite-chunk-BPKYWVTN.js";import"./onsite-chunk-NFKP5U5Q.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
