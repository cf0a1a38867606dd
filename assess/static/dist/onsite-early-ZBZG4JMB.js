import{w as a}from"./onsite-chunk-OZKIREMS.js";export{a as arrival};
