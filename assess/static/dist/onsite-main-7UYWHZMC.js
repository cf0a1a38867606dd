import"./onsite-chunk-RWG4HUH2.js";
