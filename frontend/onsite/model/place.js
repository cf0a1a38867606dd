// The browser around the device. Tests put another in its place.

const IDLE = 5 * 60_000;
const REST = 1500;
const LAST = "assess.device";

function unlessForbidden(work) {
  try {
    return work();
  } catch {
    return undefined; // a browser that keeps nothing; the registry knows as well
  }
}

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
  /** Run what is not urgent once the page has been at rest: what it waits for meanwhile does not count as rest. */
  whenIdle: (work) => setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(work), REST),
  /**
   * Device and database of the store that was used last, known before any database is open: a guess, and none where
   * nothing is kept.
   */
  last: {
    get: () => unlessForbidden(() => localStorage[LAST].split(" ")) ?? [],
    set: (...words) => unlessForbidden(() => (localStorage[LAST] = words.join(" "))),
  },
  reload: () => globalThis.location.reload(),
  now: () => Date.now(),
  /** Without a touch or a key for so long, the store locks (P33). */
  idle: IDLE,
  ...other,
});

/** As people call them, where the browser says otherwise. */
const NAMES = { Edg: "Edge", Chrome: "Chromium", "Mac OS": "macOS" };

/** What the person recognises the device by in a list: "Chromium, Android". */
export function labelOf(agent) {
  const [, browser] = /(Edg|Firefox)\//.exec(agent) ?? /(Chrome|Safari)\//.exec(agent) ?? [];
  const [system] = /Android|iPhone|iPad|Windows|Mac OS/.exec(agent) ?? /Linux/.exec(agent) ?? [];
  return [browser, system].filter(Boolean).map((name) => NAMES[name] ?? name).join(", ");
}
