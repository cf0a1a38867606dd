import"./onsite-chunk-E3JMWH6X.js";import"./onsite-chunk-A4WQK73E.js";
