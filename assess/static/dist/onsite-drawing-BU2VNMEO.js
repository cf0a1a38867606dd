import{a,b,c}from"./onsite-chunk-56UL4EX7.js";import"./onsite-chunk-3X436SBD.js";import"./onsite-chunk-2FTVW4QI.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
