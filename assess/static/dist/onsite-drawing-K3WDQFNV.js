import{a,b,c}from"./onsite-chunk-56UL4EX7.js";import"./onsite-chunk-EKGQSJK7.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
