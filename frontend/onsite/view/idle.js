// Work that may wait until the page has nothing else to do. Safari has no requestIdleCallback.

const SOON = { timeout: 400 };

export const idle = globalThis.requestIdleCallback
  ? (work) => requestIdleCallback(work, SOON)
  : (work) => setTimeout(work, 16);
