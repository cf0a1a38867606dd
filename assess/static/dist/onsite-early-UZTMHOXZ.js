import{w as a}from"./onsite-chunk-NFKP5U5Q.js";export{a as arrival};
