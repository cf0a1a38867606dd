// What stands beside the code of a criterion: whether it is safe, and what it still needs.

import { t } from "../words.js";
import { hasShort, shortMark } from "./levels.js";

/** Where a visit takes answers: the first one of a device begins the fieldwork of a planned visit. */
export const OPEN = ["planned", "fieldwork"];
export const FIELDS = ["level", "note", "methods", "na_reason", "na_text", "approved", "lowered"];
/** The worst first. */
const ORDER = ["unsaved", "rejected", "conflict", "quarantined", "local", "sent"];

/** The mark that counts among those of fields or pieces; null when there is none. */
export const savedMark = (fields) => ORDER.find((mark) => fields.some((field) => field.mark === mark)) ?? null;

/**
 * @param {string|null} saved   of savedMark
 * @param {{value: *, marks: string[]}|undefined} found  the criterion in the result; undefined when out of scope
 * @param {string[]} gaps       what keeps fieldwork from closing
 * @returns {[words: string, tone: ""|"ok"|"warn"|"bad"]}
 */
export function markOf(saved, found, gaps = []) {
  if (saved === "unsaved") return [t("NOT saved here"), "bad"];
  if (saved === "rejected") return [t("Refused"), "bad"];
  if (saved === "conflict") return [t("Two answers"), "warn"];
  const needs = (found?.value ?? null) === null ? [] : [...gaps, ...found.marks].filter(hasShort);
  if (needs.length) return [shortMark(needs[0]), "warn"];
  if (saved === "quarantined") return [t("Waits for a decision"), "warn"];
  if (saved === "local") return [t("On this device"), ""];
  return saved === "sent" ? [t("Sent"), "ok"] : ["", ""];
}
