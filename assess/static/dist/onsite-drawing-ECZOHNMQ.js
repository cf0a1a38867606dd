import{a,b,c}from"./onsite-chunk-5QD4SAYV.js";import"./onsite-chunk-QZYNXEZQ.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
