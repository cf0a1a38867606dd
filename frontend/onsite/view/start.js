// Which screen is shown: by the address and by the state of the device. The address is /onsite/ for the visits of this
// device and /onsite/visits/<id> for one of them; its fragment names the screen or the criterion (#c-GM-4.4.01).

import { levelOfMeasure } from "../core/index.js";
import { visitAt } from "../model/arrival.js";
import { speak, t } from "../words.js";
import en from "../words/en.json";
import es from "../words/es.json";
import * as frame from "./frame.js";
import { html, message } from "./html.js";
import { Scoring } from "./scoring.js";
import { syncSentence } from "./sync_line.js";
import { dress, setWish, wish } from "./wishes.js";

/** Where the words are: data, fetched for the one language that is spoken. */
const WORDS = { es, en };
/** Of the letters, fetched before there is text: what is laid out without them is laid out a second time. */
const WEIGHTS = [400, 700];
/** So long the page stays empty for its first screen to come in one piece. */
const SOON = 400;
/** The screens that have a module of their own, loaded when they are first wanted. */
const SCREENS = {
  visits: () => import("./visits.js"),
  prepare: () => import("./prepare.js"),
  result: () => import("./result.js"),
  missing: () => import("./missing.js"),
  profile: () => import("./profile.js"),
  exit: () => import("./exit.js"),
  waiting: () => import("./waiting.js"),
  copies: () => import("./copies.js"),
  settings: () => import("./settings.js"),
  lock: () => import("./lock.js"),
};

export async function start(device) {
  const app = new App(device);
  dress();
  for (const weight of WEIGHTS) document.fonts.load(`${weight} 1em "Noto Sans"`).catch(() => {}); // others do
  await app.speak(firstLanguage());
}

function firstLanguage() {
  const told = wish("language") ?? document.documentElement.dataset.language ?? navigator.language;
  return told?.startsWith("en") ? "en" : "es";
}

class App {
  device;
  frame = frame;
  visit = null;
  /** @type {Promise<void>} until the words are there, and the frame may be drawn */
  spoken;
  #scoring = null;
  #leave = null;
  #offlineSince = navigator.onLine === false ? Date.now() : null;
  #turn = 0;

  constructor(device) {
    this.device = device;
    device.on("state", () => this.#stateChanged());
    for (const event of ["sync", "storage", "update", "gaps"]) device.on(event, () => this.tell());
    device.on("locking", () => this.flush());
    device.on("blocked", async () => {
      await this.spoken;
      this.#drawn();
      (await frame.part(import("./trouble.js")))?.blocked(device);
    });
    addEventListener("popstate", () => this.route());
    addEventListener("pagehide", () => this.flush());
    addEventListener("online", () => (this.#offlineSince = null));
    addEventListener("offline", () => (this.#offlineSince = Date.now()));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush() : this.#back()));
    document.addEventListener("click", (event) => this.#clicked(event));
  }

  speak(code) {
    return (this.spoken = this.#learn(code));
  }

  async #learn(code) {
    const reply = await fetch(new URL(WORDS[code], import.meta.url));
    speak(code, await reply.json());
    if (frame.main()) this.#draw();
    else setTimeout(() => this.#drawn(), SOON);
  }

  #draw() {
    frame.draw();
    this.tell();
  }

  #drawn() {
    if (!frame.main()) this.#draw();
  }

  async #switchLanguage(code) {
    setWish("language", code);
    this.flush();
    this.#scoring?.hide();
    this.#scoring = null;
    await this.speak(code);
    await this.route();
  }

  // Where we are

  get address() {
    const fragment = decodeURIComponent(location.hash.slice(1));
    return { visit: visitAt(location.pathname), criterion: fragment.startsWith("c-") ? fragment.slice(2) : null, screen: fragment };
  }

  /** Go to an address or a fragment; with `instead` the one before is not kept for the back button. */
  go(to, instead = false) {
    const address = to.startsWith("/") ? to : location.pathname + to;
    history[instead ? "replaceState" : "pushState"](null, "", address);
    return this.route();
  }

  /** Show the screen that the address and the state of the device ask for. */
  async route() {
    const turn = (this.#turn += 1);
    await this.spoken;
    const { visit, screen, criterion } = this.address;
    const isCurrent = () => turn === this.#turn;
    if (this.device.state === "new") await this.#begin();
    if (!isCurrent()) return undefined;
    if (this.device.state !== "open") return this.#screen("lock", isCurrent);
    if (!visit) return this.#screen(["settings", "copies", "waiting"].includes(screen) ? screen : "visits", isCurrent);
    if (this.visit?.id !== visit && !(await this.#openVisit(visit, isCurrent))) return undefined;
    if (!criterion && screen && Object.hasOwn(SCREENS, screen)) return this.#screen(screen, isCurrent);
    return this.#score(criterion);
  }

  // The first time with a network: the store is made at once; its PIN is asked for on the page that prepares.
  async #begin() {
    this.#beginning ??= this.device.start({}).finally(() => (this.#beginning = null));
    this.began = await this.#beginning;
  }
  #beginning = null;

  async #screen(name, isCurrent) {
    this.#drawn();
    const module = await frame.part(SCREENS[name]());
    if (!module || !isCurrent()) return;
    this.#leaveScreen();
    this.#leave = (await module.show(this)) ?? null;
    this.tell();
  }

  #score(criterion) {
    this.#drawn();
    if (this.#scoring?.visit !== this.visit) this.#scoring = new Scoring(this);
    this.tell(); // before the list is there: what comes above it later would move it under a thumb
    if (this.#leave || frame.main().firstChild !== this.#scoring.root) {
      this.#leaveScreen();
      this.#scoring.show(criterion);
    } else this.#scoring.turn(criterion);
  }

  #leaveScreen() {
    this.#scoring?.hide();
    this.#leave?.();
    this.#leave = null;
  }

  async #openVisit(id, isCurrent) {
    const opened = await this.device.open(id);
    if (!isCurrent()) return false;
    this.visit?.leave();
    this.visit = opened.problem ? null : opened;
    this.#scoring = null;
    if (opened.problem === "expired") await this.go("#prepare", true);
    else if (opened.problem) this.#cannotOpen(opened);
    return this.visit !== null;
  }

  async #cannotOpen(outcome) {
    this.#drawn();
    const { cannotOpen } = await import("./trouble.js");
    this.#leaveScreen();
    cannotOpen(outcome);
    this.tell();
  }

  // What happens to the device

  #stateChanged() {
    const { state, why } = this.device;
    const told = `${state} ${why}`;
    if (told === this.#told) return; // a wrong PIN is answered where it was entered
    this.#told = told;
    if (state === "locked") {
      for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
      this.#scoring?.hide();
      this.#scoring = null;
      this.visit = null;
    }
    if (state !== "starting") this.route();
  }
  #told = "";

  // Coming back from another tab, where the person may have signed in.
  #back() {
    if (this.device.state === "open") this.device.sync.now();
  }

  flush() {
    this.#scoring?.flush();
    this.#leave?.flush?.();
  }

  /** What became of a change. */
  kept({ refused }) {
    if (refused) import("./trouble.js").then(({ refusalWords }) => frame.toast(refusalWords(refused), t("Close"), () => {}));
  }

  /** The sentence about saving, and what else has to be said at the top. */
  tell() {
    if (!frame.main()) return; // it is told when there is a place for it
    const { device } = this;
    const href = this.visit ? `/onsite/visits/${this.visit.id}#waiting` : "/onsite/#waiting";
    if (device.state === "open") frame.sync(syncSentence(device.storage, device.sync.state, this.#offlineSince), href);
    const isUnprepared = Boolean(this.visit && this.address.visit && !device.hasPin && !this.address.screen);
    this.#notices(device.update.ready, isUnprepared);
  }

  // The words of what is rare come when they are needed, once a version is ready, which it then stays: in order.
  async #notices(isReady, isUnprepared) {
    const rare = isReady && (await frame.part(import("./trouble.js")));
    frame.notices(html`${rare && rare.updateNotice()}${isUnprepared && unpreparedNotice()}`);
  }

  measuredOf(visit, code) {
    const { measure } = visit.instrument.criteria.get(code);
    return measure ? levelOfMeasure(measure, visit.standing().inputs) : null;
  }

  // Buttons and links of every screen

  #clicked(event) {
    const link = event.target.closest("a[href]");
    if (link && isOurs(link, event)) {
      event.preventDefault();
      if (link.hash && link.pathname === location.pathname) return this.go(link.hash);
      return this.go(link.pathname + link.hash);
    }
    const button = event.target.closest("[data-do]");
    return button && this.#doing[button.dataset.do]?.(button);
  }

  #doing = {
    menu: async () => (await frame.part(import("./menu.js")))?.open(this),
    language: ({ dataset }) => this.#switchLanguage(dataset.language),
    previous: () => this.#scoring?.step(-1),
    "next-missing": () => this.#scoring?.step(1, true),
    jump: async ({ dataset }) => {
      document.querySelector("dialog[open]")?.close();
      if (this.address.screen) await this.go("", false);
      this.#scoring?.finding.jump(dataset.domain);
    },
    find: async () => {
      document.querySelector("dialog[open]")?.close();
      if (this.address.screen) await this.go("", false);
      await this.#scoring?.find();
    },
    update: () => this.device.update.apply(),
    lock: () => this.device.lock(),
    "send-now": () => this.device.sync.now(),
  };

  get finding() {
    return this.#scoring?.finding ?? null;
  }
}

const isOurs = (link, event) =>
  link.origin === location.origin && link.pathname.startsWith("/onsite/") && !link.target && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;

const unpreparedNotice = () =>
  message("warn", t("This device is not prepared to work without network"), html`<p><a href="#prepare">${t("Prepare it: it takes a minute")}</a></p>`);
