// The browser around the device. Tests put another in its place.

const IDLE = 5 * 60_000;

/** @param {object} [other] parts to use instead */
export const placeOf = (other = {}) => ({
  prefix: "assess",
  fetch: (...request) => globalThis.fetch(...request),
  locks: globalThis.navigator?.locks,
  storage: globalThis.navigator?.storage,
  workers: globalThis.navigator?.serviceWorker,
  agent: globalThis.navigator?.userAgent ?? "",
  document: globalThis.document,
  address: globalThis.location?.pathname ?? "",
  events: globalThis,
  Channel: globalThis.BroadcastChannel,
  isOnline: () => globalThis.navigator?.onLine !== false,
  isHomeScreen: () => globalThis.matchMedia?.("(display-mode: standalone)").matches ?? false,
  /** Run what is not urgent once the page is at rest. */
  whenIdle: (work) => (globalThis.requestIdleCallback ?? setTimeout)(work),
  reload: () => globalThis.location.reload(),
  now: () => Date.now(),
  /** Without a touch or a key for so long, the store locks (P33). */
  idle: IDLE,
  ...other,
});

const NAMES = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chromium"],
  ["Safari/", "Safari"],
];
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
];

/** What a person recognises the device by in a list: "Chromium, Android". */
export function labelOf(agent) {
  const named = (list) => list.find(([sign]) => agent.includes(sign))?.[1];
  return [named(NAMES), named(SYSTEMS)].filter(Boolean).join(", ");
}
