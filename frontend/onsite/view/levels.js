// The words that the list itself needs: levels, and what is missing in two words.

import { N_, t } from "../words.js";

export const LEVELS = {
  0: N_("Not met"),
  1: N_("Partly met, with risk"),
  2: N_("Mostly met"),
  3: N_("Fully met, with evidence"),
  NA: N_("Not applicable"),
  NE: N_("Not assessed"),
};
export const levelWord = (value) => t(LEVELS[value] ?? N_("Unanswered"));

/** "2: Mostly met", "Not applicable", "Unanswered" */
export const level = (value) => (typeof value === "number" ? `${value}: ${levelWord(value)}` : levelWord(value));

/** What a criterion still needs, in two words beside its code; naming.js has the sentences. */
const SHORT = {
  conflict: N_("Two answers"),
  second_method_missing: N_("Counts as 2"),
  note_missing: N_("Needs a note"),
  evidence_missing: N_("Needs evidence"),
  na_reason_missing: N_("Needs a reason"),
  na_text_missing: N_("Needs a reason"),
  na_not_approved: N_("Needs approval"),
  ne_reason_missing: N_("Needs a reason"),
  measure_differs: N_("Differs from the measure"),
};
export const hasShort = (code) => Object.hasOwn(SHORT, code);
export const shortMark = (code) => t(SHORT[code]);
