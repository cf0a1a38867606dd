import{w as a}from"./onsite-chunk-2FTVW4QI.js";export{a as arrival};
