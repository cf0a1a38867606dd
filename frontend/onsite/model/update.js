// The service worker, and a new version of it: it waits until somebody says so, and never takes over in the middle of a
// visit (P9).

import { Events } from "./events.js";

const ADDRESS = "/onsite/sw.js";
const SCOPE = "/onsite/";

export class Update extends Events {
  ready = false;
  #place;
  #flush;
  #waiting = null;

  /** @param {object} place see place.js @param {() => Promise<void>} flush writes what is still in a text box */
  constructor(place, flush) {
    super();
    this.#place = place;
    this.#flush = flush;
  }

  async register() {
    const { workers, document } = this.#place;
    if (!workers) return;
    offerHomeScreen(document);
    this.#reloadWhenReplaced(workers);
    try {
      const registration = await workers.register(ADDRESS, { scope: SCOPE });
      this.#look(registration);
      registration.addEventListener("updatefound", () => this.#watch(registration));
    } catch {
      // No network, or a browser that keeps none: the step "worker" of prepare() says so.
    }
  }

  /** Put the new version in place. Every tab writes what it has and loads anew. */
  async apply() {
    await this.#flush();
    this.#waiting?.postMessage({ type: "SKIP_WAITING" });
  }

  #look({ waiting }) {
    if (!waiting || !this.#place.workers.controller) return;
    this.#waiting = waiting;
    this.ready = true;
    this.emit("ready");
  }

  #watch(registration) {
    registration.installing?.addEventListener("statechange", () => this.#look(registration));
  }

  // The first worker of a page takes nothing over; a later one comes only after apply() in one of the tabs.
  #reloadWhenReplaced(workers) {
    if (!workers.controller) return;
    workers.addEventListener("controllerchange", async () => {
      await this.#flush();
      this.#place.reload();
    });
  }
}

// What the browser asks for to put the page on the home screen; it stands in the page, out of the way of its start.
function offerHomeScreen(document) {
  const links = document.querySelector("#home-screen");
  if (links) links.replaceWith(links.content);
}
