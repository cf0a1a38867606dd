import{a,b,c}from"./onsite-chunk-PMINDYGH.js";import"./onsite-chunk-GLF3W7X6.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
