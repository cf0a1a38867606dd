import{a,b,c}from"./onsite-chunk-56UL4EX7.js";import"./onsite-chunk-P3SE77SF.js";import"./onsite-chunk-ATP3QSW5.js";export{b as bitmapOf,a as drawPiece,c as jpegOf};
