import{a,b,c}from"./onsite-chunk-56UL4EX7.js";import"./onsite-chunk-RBPJLDIY.js";import"./onsite-chunk-OZKIREMS.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
