import"./onsite-chunk-3X436SBD.js";import"./onsite-chunk-2FTVW4QI.js";
