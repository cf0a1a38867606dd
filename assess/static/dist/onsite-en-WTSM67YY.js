import"./onsite-chunk-QZYNXEZQ.js";var c={};export{c as default};
