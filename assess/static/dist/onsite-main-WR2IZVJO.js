import"./onsite-chunk-UIP53KFB.js";
