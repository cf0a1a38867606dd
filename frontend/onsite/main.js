// The on-site page: works from this device alone; see view/start.js for the screens and device.js for what lies below.

import { openDevice } from "./device.js";
import { arrival } from "./early.js";
import { start } from "./view/start.js";

start(openDevice(arrival));
