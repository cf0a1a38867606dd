// What is said when a visit does not open or a change is not taken: seldom, and so loaded when it is needed.

import { t } from "../words.js";
import * as frame from "./frame.js";
import { html, message } from "./html.js";

/** The screen for a visit that does not open. */
export function cannotOpen({ problem, message: words = "" }) {
  const known = {
    "signed-out": t("Your session has ended. Sign in again and come back."),
    unknown: t("This visit is not on this device, and the server does not answer. Connect to the network once to prepare it."),
    not_here: t("This visit is not on this device. Connect to the network once to prepare it."),
    "no-visit": t("There is no such visit, or it is not yours."),
    locked: t("The store of this device is locked."),
  };
  const title = t("This visit cannot be opened here");
  const way = problem === "signed-out" ? html`<a class="btn" href="/sign-in?next=${encodeURIComponent(location.pathname)}">${t("Sign in")}</a>` : "";
  const content = html`<div class="screen"><h1>${title}</h1>${message("warn", words || known[problem] || known.unknown)}<p class="btns">${way}<a class="btn quiet" href="/onsite/">${t("Visits on this device")}</a></p></div>`;
  frame.show({ title, content });
}

/** Why a change was not recorded. */
export function refusalWords({ code, params }) {
  const words = {
    too_long: () => t("The text is longer than {limit} characters. Shorten it.", params),
    not_storable: () => t("The text holds a character that cannot be stored. Write it anew."),
    not_whole: () => t("Write a whole number."),
    below_zero: () => t("This number cannot be below zero."),
    too_many: () => t("This number cannot be above {limit}.", params),
    not_lead: () => t("The lead of the visit decides this."),
    closed: () => t("The visit is no longer open on this page. Open it again."),
  };
  return (words[code] ?? (() => t("This could not be recorded: {code}", { code })))();
}

/** The screen while another tab does not let go of the store; once it opens, the page is drawn anew. */
export function blocked(device) {
  if (device.state === "open") return;
  const title = t("Another tab holds an older version of this page");
  frame.show({ title, content: html`<div class="screen"><h1>${title}</h1><p>${t("Close the other tabs of Assess, and this page goes on.")}</p></div>` });
}

export const updateNotice = () =>
  message("info", t("A new version of this page is ready"), t("It is taken when you say so; nothing is lost."), html`<div class="btns"><button class="btn quiet" type="button" data-do="update">${t("Take the new version")}</button></div>`);
