import"./onsite-chunk-P3SE77SF.js";import"./onsite-chunk-ATP3QSW5.js";
