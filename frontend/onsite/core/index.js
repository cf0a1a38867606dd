/**
 * The method on the device: what assess/core works out on the server, from the same answers, with the same outcome.
 * Plain modules without DOM, network, clock or storage. tests/twin holds both against each other (reliability P18).
 *
 *     const instrument = loadInstrument(pack.instrument);
 *     const state = stateOf(operations);
 *     const { result, missing, progress } = standingOf(instrument, state, pack.visit.facility_type, evidence);
 *     shown(result.score); result.rating;
 *
 * Records carry the names of the Python records and of the JSON (`na_reason`, `capped_by`); functions are ours.
 *
 * @typedef {import("./exact.js").Fraction} Fraction  exact; `shown(f)` for people, `${f}` gives "1925/27"
 *
 * @typedef {object} Operation  one change, as the queue holds and sends it
 * @property {string} id        UUID made by the device
 * @property {string} visit     UUID; not sent, the address of the request names it
 * @property {string} criterion code, or "@profile" "@inputs" "@exit" "@evidence"
 * @property {string} field     "level" "note" "methods" "na_reason" "na_text" "approved" "lowered";;
 *                              a count of the profile, an input, a part of the exit meeting, the id of a piece
 * @property {*} value          null clears; numbers of inputs are text ("12.5") or lists of it with null for a gap
 * @property {string|null} base the operation whose value the author saw
 * @property {string[]} [resolves] further ones that it replaces
 * @property {string} device
 * @property {string} author    UUID of the user; not sent, the session names it
 * @property {string} at        ISO 8601 with zone: the `claimed_at` of the server, what the device's clock said
 *
 * @typedef {object} Current    one field now
 * @property {string} criterion
 * @property {string} field
 * @property {Operation[]} heads    those that nobody replaced, sorted by id
 * @property {Operation[]} conflict those whose values stand side by side; empty when all agree
 * @property {*} value              null when cleared or in conflict
 *
 * @typedef {Map<string, Current>} State  by keyOf(criterion, field), sorted
 *
 * @typedef {object} Entry      what was recorded of a criterion; every part may be left out
 * @property {0|1|2|3|"NA"|"NE"|null} [value]
 * @property {string} [note]
 * @property {string[]} [methods]
 * @property {number} [evidence]    photos and files
 * @property {string|null} [na_reason]
 * @property {string} [na_text]
 * @property {boolean} [approved]
 * @property {string} [lowered]
 * @property {boolean} [plain]      a bare answer without evidence: the rules of R1 do not apply
 *
 * @typedef {object} Profile    { facility_type, capacity, girls_0, … staff_night }; absent means not recorded
 * @typedef {Map<string, Fraction|Fraction[]>} Inputs  by input id
 *
 * @typedef {object} Measured
 * @property {0|1|2|3|"NA"|null} level  null while an input is missing
 * @property {Fraction|null} value
 * @property {number|null} worst_index  the shift or room that decided, from 0
 * @property {boolean} small_sample
 * @property {string|null} na_reason
 * @property {string[]} missing         inputs to fill in or correct
 *
 * @typedef {object} CriterionResult    { code, value, level, marks }
 *
 * @typedef {object} Result
 * @property {string} specification
 * @property {object[]} domains         { id, score, band, rating, cap, limiting, answered, in_scope, coverage,
 *                                        standards: [{ id, score, answered, in_scope }], low, high, limited_scope }
 * @property {Fraction|null} score
 * @property {string|null} band
 * @property {string} rating            "A" "B" "C" "D" "NR": provisional until the visit is final
 * @property {string[]} capped_by
 * @property {string|null} at_most
 * @property {number} answered
 * @property {number} in_scope
 * @property {Fraction|null} coverage
 * @property {{score: Fraction|null, band: string|null, rating: string}} low
 * @property {{score: Fraction|null, band: string|null, rating: string}} high
 * @property {string[]} critical_zero
 * @property {string[]} critical_one
 * @property {CriterionResult[]} criteria  those in scope, in the order of the instrument
 * @property {string[]} limited_scope
 */

/** loadInstrument(json) -> instrument: see instrument.js for the shape that it takes and gives. */
export { loadInstrument } from "./instrument.js";

/**
 * score(instrument, entries: Map<string, Entry>, profile: Profile|null, inputs: Inputs) -> Result
 * resultJson(result) -> the same with fractions as exact text; vectorJson(result) -> the shape of the method's vectors
 */
export { resultJson, score, vectorJson } from "./scoring.js";

/** outOfScope(criteria, profile, levels) -> Map<code, "other_type"|"no_children_of_age"|"not_relevant"> */
export { outOfScope } from "./applicability.js";

/**
 * stateOf(operations) -> State, in any order, each any number of times
 * keyOf(criterion, field) -> the key of a State; conflictsOf(state) -> keys that wait for a person to choose
 * baseOf(current|undefined) -> { base, resolves } of an operation whose author saw `current`
 */
export { baseOf, conflictsOf, keyOf, stateOf } from "./state.js";

/** entriesOf(state, evidence: Map<code, number>), profileOf(state, facilityType), inputsOf(state) */
export { entriesOf, inputsOf, profileOf } from "./readings.js";

/**
 * canonical(operation) -> text whose UTF-8 bytes are hashed: by digest.js, which only those import who send
 * canonicalJson(value) -> the same form of any JSON value. All refuse what cannot be stored (RangeError).
 */
export { canonical, canonicalJson } from "./canonical.js";

/** shown(f) "64.9", percentShown(f) "66.6", change(first, second) "+6.6", exact(f) "1925/27", fraction("0.2") */
export { change, exact, fraction, percentShown, shown } from "./exact.js";

/** levelOfMeasure(criterion.measure, inputs) -> Measured; exactNumber("3.5", id, belowZero) -> Fraction or throws */
export { exactNumber, levelOfMeasure } from "./measure.js";

/**
 * counted(criterion, entry, measured) -> CriterionResult; methodsUsed(criterion, entry, measured) -> Set<method>
 * BLOCKING: the marks that keep fieldwork from closing; notRecordable(entry, measured) -> why a measure refuses a value
 */
export { BLOCKING, counted, methodsUsed, notRecordable } from "./evidence.js";

/**
 * missingFor(state, result) -> Map<code or "@profile" and the like, string[]> what keeps fieldwork from closing
 * progressOf(instrument, result, missing) -> [{ id, title, done, total, missing }] of each domain with criteria in scope
 * overallOf(instrument, result, missing) -> the same of the whole visit
 * standingOf(instrument, state, facilityType, evidence) -> all of the above at once
 */
export { missingFor, overallOf, progressOf, standingOf } from "./standing.js";

/** refusalOf(operation, instrument) -> null, or { code, params } when it must not be stored */
export { refusalOf } from "./validation.js";
