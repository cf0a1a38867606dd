// The device's side of tests/twin: a case in each line of standard input, its outcome as canonical JSON in each line of
// standard output. An instrument is a line of its own, answered with its number, by which the cases after it name it.

import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";
import { digestOf, sha256Of } from "../../frontend/onsite/core/digest.js";
import * as core from "../../frontend/onsite/core/index.js";

globalThis.crypto ??= webcrypto; // Node 18, which Debian 12 has, keeps it apart

const instruments = [];
const pairs = (map) => [...map];
const numbers = (given) => (Array.isArray(given) ? given.map(core.fraction) : core.fraction(given));
const json = core.resultJson;

const ANSWERS = {
  instrument: (given) => instruments.push(core.loadInstrument(given)) - 1,

  score({ instrument, entries, profile, inputs }) {
    const loaded = instruments[instrument];
    const given = new Map(Object.entries(inputs).map(([id, value]) => [id, numbers(value)]));
    const answers = new Map(Object.entries(entries));
    try {
      const result = core.score(loaded, answers, profile, given);
      const measured = pairs(loaded.criteria).filter(([, { measure }]) => measure);
      return {
        result: json(result),
        vector: core.vectorJson(result),
        measured: measured.map(([code, criterion]) => measuredBy(criterion, answers.get(code) ?? {}, given)),
      };
    } catch (error) {
      if (!error.field) throw error;
      return { refused: error.field };
    }
  },

  async visit({ instrument, facility_type, operations, evidence }) {
    const loaded = instruments[instrument];
    const state = core.stateOf(operations);
    const standing = core.standingOf(loaded, state, facility_type, new Map(Object.entries(evidence)));
    const once = [...new Map(operations.map((op) => [op.id, op])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      state: [...state.values()].map(({ criterion, field, heads, conflict, value }) => {
        const { base, resolves } = core.baseOf(state.get(core.keyOf(criterion, field)));
        return { criterion, field, value, heads: ids(heads), conflict: ids(conflict), base, resolves };
      }),
      conflicts: core.conflictsOf(state),
      digest: await digestOf(state),
      canonical: once.map(core.canonical),
      sha256: await Promise.all(once.map(sha256Of)),
      result: json(standing.result),
      missing: pairs(standing.missing),
      progress: standing.progress,
      overall: standing.overall,
    };
  },

  refusal: ({ instrument, operation }) => core.refusalOf(operation, instruments[instrument])?.code ?? null,

  figures(rows) {
    return rows.map(([first, second]) => {
      const [a, b] = [core.fraction(first), core.fraction(second)];
      return [core.shown(a), core.percentShown(a), core.change(a, b), core.exact(a)];
    });
  },

  canonical: (value) => [core.canonicalJson(value)],
};

const ids = (operations) => operations.map(({ id }) => id);

function measuredBy(criterion, entry, inputs) {
  const measured = core.levelOfMeasure(criterion.measure, inputs);
  return {
    ...json(measured),
    methods: [...core.methodsUsed(criterion, entry, measured)].sort(),
    refused: core.notRecordable(entry, measured),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [[kind, given]] = Object.entries(JSON.parse(line));
  process.stdout.write(`${core.canonicalJson(await ANSWERS[kind](given))}\n`);
}
