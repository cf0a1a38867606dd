// The first script of the page: small, so that it runs while the others are still being read.

import { Arrival } from "./model/arrival.js";

export const arrival = new Arrival();
