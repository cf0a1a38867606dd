// What stands around every screen: the bar with the sentence about saving, notices, the pager, the toast.

import { t } from "../words.js";
import { html, icon, meter, put } from "./html.js";
import { idle } from "./idle.js";

const parts = {};
const TOAST = 7000;

/** Draw the frame into the page; once, and again when the language changes. */
export function draw() {
  const root = document.getElementById("page") ?? document.body;
  document.body.classList.add("site");
  root.innerHTML = html`<a class="skip" href="#main">${t("Skip to the content")}</a>
<header class="bar"><div><div class="bar-top"></div><div class="gone" hidden></div><p class="sync sync-line" role="status" aria-live="off" hidden></p></div></header>
<section class="notices" aria-label="${t("Notice")}"></section><div class="ways"><aside hidden></aside><main id="main" tabindex="-1"></main></div>
<nav class="pager" aria-label="${t("Criteria")}" hidden><div></div></nav>
<section class="toast" aria-label="${t("Last change")}" hidden><span></span><button class="btn" type="button"></button></section><p class="vh" role="status"></p>`;
  const find = (selector) => root.querySelector(selector);
  Object.assign(parts, {
    top: find(".bar-top"), gone: find(".gone"), sync: find(".sync"), notices: find(".notices"), ways: find(".ways"),
    aside: find("aside"), main: find("main"), pager: find(".pager"), toast: find(".toast"), voice: find("p.vh"),
  });
  parts.toast.querySelector("button").addEventListener("click", () => parts.undo?.());
}

export const main = () => parts.main;
/** What stands beside the content on a wide screen. */
export const ways = (markup) => (parts.aside.innerHTML = markup);

/**
 * Show a screen: its content takes the place of the one before; the page gets its title and, unless `quiet`, the first
 * heading the focus.
 * @param {{title: string, content: Node|object, place?: string, back?: string, quiet?: boolean, locked?: boolean,
 *   pager?: object, hasWays?: boolean}} screen   `locked` shows neither menu nor the sentence about saving
 */
export function show({ title, content, place = t("Assess"), back = "/onsite/", pager = "", hasWays = false, quiet = false, locked = false }) {
  document.title = `${title} · ${t("Assess")}`;
  parts.top.innerHTML = html`<a class="place" href="${back || "/onsite/"}">${icon(back ? "prev" : "house")}<strong>${place}</strong></a>
${!locked && html`<button class="btn quiet" type="button" data-do="menu" aria-haspopup="dialog">${icon("menu")}${t("Menu")}</button>`}`;
  parts.sync.hidden = locked;
  parts.gone.hidden = true;
  parts.pager.firstChild.innerHTML = pager;
  parts.pager.hidden = !`${pager}`;
  parts.ways.className = hasWays ? "ways with-ways" : "ways";
  parts.aside.hidden = !hasWays;
  if (content instanceof Node) parts.main.replaceChildren(content);
  else parts.main.innerHTML = content;
  hideToast();
  // The first screen is read from its top as every page is; looking for the focus would only hold it up.
  if (!quiet && parts.isShown) focusHeading();
  parts.isShown = true;
}

function focusHeading() {
  scrollTo(0, 0);
  const heading = parts.main.querySelector("h1") ?? parts.main;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** How far the visit is: a line and "45 of 152" in the bar. */
export function progress({ done, total }) {
  parts.gone.hidden = false;
  parts.gone.innerHTML = html`${meter(done, total)}<span class="num">${t("{done} of {total}", { done, total })}</span>`;
}

/** The sentence about saving. It is told aloud only when its kind changes, not with every answer. */
export function sync({ tone, sign, words, kind }, href) {
  parts.sync.hidden = false;
  parts.sync.dataset.tone = tone;
  put(parts.sync, html`${icon(sign)}<a href="${href}">${words}</a>`);
  if (parts.kind && parts.kind !== kind) say(words);
  parts.kind = kind;
}

export const notices = (markup) => put(parts.notices, markup);

/** Tell it to a screen reader. */
export function say(words) {
  parts.voice.textContent = words;
}

/**
 * A sentence above the pager with a button for a few seconds, or until the next one. It comes after the frame that shows
 * what was tapped, and does not hold that up.
 */
export function toast(words, label, run) {
  if (!parts.next) idle(showToast);
  parts.next = { words, label, run };
}

function showToast() {
  if (!parts.next) return;
  const { words, label, run } = parts.next;
  hideToast();
  const [text, button] = parts.toast.children;
  text.textContent = words;
  button.textContent = label;
  parts.toast.hidden = false;
  parts.undo = () => {
    hideToast();
    run();
  };
  parts.timer = setTimeout(hideToast, TOAST);
}

export function hideToast() {
  clearTimeout(parts.timer);
  parts.next = null;
  if (parts.toast) parts.toast.hidden = true;
}

/**
 * A part of the page that is loaded when it is wanted. Before the first visit is prepared it may not be on the device.
 * @returns {Promise<object|null>} null when it cannot be had now, and the person was told
 */
export async function part(loading) {
  try {
    return await loading;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what browsers say of a module that they cannot fetch
    toast(t("This part of the page is not on the device yet. Connect to the network once."), t("Close"), () => {});
    return null;
  }
}
