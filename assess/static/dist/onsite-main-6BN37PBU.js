import"./onsite-chunk-TEKWZXZJ.js";
