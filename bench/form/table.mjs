// What was found, beside the targets: the ratio of ours to each peer, all from one sitting.

import { median } from "./visit.mjs";

// [name, key, unit, times Enketo, times the plain page, absolute limit]
const MEASURES = [
  ["first visit to interactive", "cold", "ms", 0.4, 1.3, null],
  ["repeat visit", "warm", "ms", 0.25, null, null],
  ["first visit, slow 4G", "slow4g", "ms", 0.35, null, null],
  ["scripts until then, gzip", "js", "kB", null, null, 35],
  ["tap to paint, median", "tap", "ms", 0.65, null, null],
  ["tap to durable, median", "durable", "ms", 0.65, null, null],
  ["200 answers by script, painted", "all", "ms", 0.2, null, null],
  ["heap with all on the page", "heap", "MB", 0.6, null, null],
];
const ALSO = [
  ["tap to paint, p95", "tap95", "ms"],
  ["tap to durable, p95", "durable95", "ms"],
  ["200 answers, all durable", "allDurable", "ms"],
  ["200 answers, the script alone", "allScript", "ms"],
  ["heap after 200 answers", "heapAfter", "MB"],
  ["long tasks of the first visit", "long", "ms"],
  ["all bytes until interactive", "bytes", "kB"],
  ["scripts, with what follows", "jsAll", "kB"],
  ["all bytes, with what follows", "bytesAll", "kB"],
];

/** The plain page without data, from the same server, with sealed answers: how low these can be with P30 and P41. */
const FLOOR = [
  ["first visit to interactive", "cold", "ms"],
  ["first visit, slow 4G", "slow4g", "ms"],
  ["tap to durable, median", "durable", "ms"],
];

const number = (value) => (value === null ? "-" : value >= 100 ? value.toFixed(0) : value.toFixed(1));
const times = (value) => (value === null ? "-" : `${value.toFixed(2)}x`);

/** The lines of the table; `found` maps the name of a peer to the visits that were measured. */
export function lines(found) {
  const of = (name, key) => median((found[name] ?? []).map((visit) => visit[key]));
  const told = [row(["", "Enketo", "lazy", "Assess", "/Enketo", "/lazy", "target"])];
  for (const [name, key, unit, enketo, lazy, limit] of MEASURES) {
    const values = ["enketo", "lazy", "assess"].map((peer) => of(peer, key));
    const ratios = values.slice(0, 2).map((peer) => ratio(values[2], peer));
    const limits = [
      [ratios[0], enketo, `${enketo}x Enketo`],
      [ratios[1], lazy, `${lazy}x lazy`],
      [values[2], limit, `${limit} ${unit}`],
    ].filter(([, most]) => most !== null);
    const target = limits.map(([, , words]) => words).join(", ");
    told.push(row([`${name}, ${unit}`, ...values.map(number), ...ratios.map(times), `<= ${target}`]) + verdict(limits));
  }
  told.push("");
  for (const [name, key, unit] of ALSO) {
    const values = ["enketo", "lazy", "assess"].map((peer) => of(peer, key));
    const ratios = values.slice(0, 2).map((peer) => ratio(values[2], peer));
    told.push(row([`${name}, ${unit}`, ...values.map(number), ...ratios.map(times), ""]).trimEnd());
  }
  told.push("", row(["what P30 and P41 alone cost", "", "lazy", "floor", "Assess", "/lazy", "Assess/floor"]).trimEnd());
  for (const [name, key, unit] of FLOOR) {
    const [lazy, floor, ours] = ["lazy", "floor", "assess"].map((peer) => of(peer, key));
    const cells = ["", ...[lazy, floor, ours].map(number), times(ratio(floor, lazy)), times(ratio(ours, floor))];
    told.push(row([`${name}, ${unit}`, ...cells]).trimEnd());
  }
  const errors = Object.entries(found).flatMap(([name, visits]) =>
    [...new Set(visits.flatMap((visit) => visit.errors))].map((error) => `${name}: ${error}`),
  );
  return [...told, ...errors];
}

const ratio = (ours, theirs) => (ours === null || !theirs ? null : ours / theirs);

function verdict(limits) {
  if (limits.some(([value]) => value === null)) return "";
  return limits.every(([value, most]) => value <= most) ? "  met" : "  MISSED";
}

function row([name, ...cells]) {
  const target = cells.pop();
  return name.padEnd(38) + cells.map((cell) => cell.padStart(9)).join("") + `   ${target}`.padEnd(30);
}
