// The one sentence about saving and sending, true in every state.

import { moment, plural, t } from "../words.js";

/** "3 answers and 2 photos to send" */
export function waitingWords({ operations, photos }) {
  const answers = plural("{number} answer", "{number} answers", operations);
  const pictures = plural("{number} photo", "{number} photos", photos);
  if (operations && photos) return t("{answers} and {photos} to send", { answers, photos: pictures });
  return t("{things} to send", { things: operations ? answers : pictures });
}

const PROBLEMS = {
  "signed-out": () => t("sign in again to send"),
  "other-author": () => t("somebody else is signed in; only the author can send"),
  revoked: (waiting) => (waiting ? t("this device was reported lost: hand your work over") : t("this device was reported lost")),
  "too-old": () => t("this page is too old to send: reload it"),
  "server-behind": () => t("the server came back from a backup; everything is sent again"),
  differs: () => t("device and server differ: see why"),
  storage: () => t("this device cannot keep what the server says; it is tried again"),
  "no-visit": () => t("the server does not know a visit of this device"),
  unknown: () => t("no answer from the server; it is tried again"),
  busy: () => t("the server is busy; it is tried again"),
};
const SERIOUS = ["revoked", "too-old", "no-visit"];

/**
 * @param {object} storage  device.storage
 * @param {object} sync     device.sync.state
 * @param {number|null} offlineSince  ms
 * @returns {{kind: string, tone: ""|"calm"|"warn"|"bad", sign: string, words: string}}
 */
export function syncSentence(storage, sync, offlineSince) {
  if (storage.state === "failing") return unsaved(storage);
  const waiting = sync.operations + sync.photos;
  const last = sync.lastSentAt ? t("last sent {time}", { time: moment(sync.lastSentAt) }) : "";
  if (sync.problem && PROBLEMS[sync.problem] && sync.online) {
    const tone = SERIOUS.includes(sync.problem) ? "bad" : "warn";
    const what = PROBLEMS[sync.problem](waiting);
    return sentence(sync.problem, tone, "warn", [t("Everything saved on this device"), waiting && waitingWords(sync), what]);
  }
  if (!sync.online) {
    const since = offlineSince ? t("No connection since {time}", { time: moment(offlineSince) }) : t("No connection");
    return sentence("offline", "warn", "offline", [since, t("everything saved on this device"), waiting && waitingWords(sync)]);
  }
  const odd = Object.values(sync.visits).reduce((sum, one) => sum + one.rejected + one.quarantined, 0);
  const aside = odd ? plural("{number} not taken by the server", "{number} not taken by the server", odd) : "";
  if (waiting) {
    const sending = sync.sending ? t("sending") : "";
    return sentence("waiting", odd ? "warn" : "", "saved", [t("Everything saved on this device"), waitingWords(sync), aside, sending || last]);
  }
  const done = sync.lastSentAt ? t("Everything saved and sent") : t("Everything saved on this device");
  return sentence(odd ? "aside" : "sent", odd ? "warn" : "", odd ? "warn" : "saved", [done, aside, last]);
}

function unsaved({ unsaved: number, reason }) {
  const what = plural("{number} change is NOT saved on this device", "{number} changes are NOT saved on this device", number);
  const why = reason === "QuotaExceededError" ? t("there is no room: free some on the device") : t("it is tried again");
  return sentence("unsaved", "bad", "bad", [what, why, t("keep this page open")]);
}

const sentence = (kind, tone, sign, parts) => ({ kind, tone, sign, words: parts.filter(Boolean).join(" · ") });
