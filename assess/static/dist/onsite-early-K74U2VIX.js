import{x as a}from"./onsite-chunk-A4WQK73E.js";export{a as arrival};
