import{a,b,c}from"./onsite-chunk-56UL4EX7.js";import"./onsite-chunk-E3JMWH6X.js";import"./onsite-chunk-A4WQK73E.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
