import"./onsite-chunk-JS6YZF72.js";
