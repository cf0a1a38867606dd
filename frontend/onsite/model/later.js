// What is not needed to show a visit: loaded as one part when it is first wanted.

export { useReserve } from "../store/reserve.js";
export { keyByPin, noteTry, withPin } from "../store/pin.js";
export { retire } from "../store/retention.js";
export { Carrier } from "../sync/carry.js";
export { addPiece, blobOf, dropPiece } from "./adding.js";
export { giveUp, lostOf } from "../sync/losses.js";
export { described, visitsOf } from "./shelf.js";
export { listWaiting } from "../sync/listing.js";
export { endSession } from "./goodbye.js";
export { prepare } from "./readiness.js";
export { Update } from "./update.js";
