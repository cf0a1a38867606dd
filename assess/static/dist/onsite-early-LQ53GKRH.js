import{w as a}from"./onsite-chunk-ATP3QSW5.js";export{a as arrival};
