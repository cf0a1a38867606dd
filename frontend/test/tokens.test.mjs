// Contrast of WCAG 2.2 for the pairs that the style sheets use, in light and in dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../css/tokens.css", import.meta.url), "utf8");
const blocks = [...css.matchAll(/\{\s*(--paper:[^}]*)\}/g)].map((match) => match[1].replace(/\/\*.*?\*\//g, ""));
const colours = (block) => Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, k, v]) => [k, v]));

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["--paper", "--sheet", "--wash"];
const TEXT = ["--ink", "--ink-2", "--accent", "--bad", "--warn", "--ok", "--accent-strong"].flatMap((ink) => GROUNDS.map((ground) => [ink, ground]));
const ON = [
  ["--on-accent", "--accent"], ["--on-accent", "--accent-strong"], ["--accent-strong", "--accent-wash"], ["--ink", "--accent-wash"],
  ["--ink", "--ok-wash"], ["--ink", "--warn-wash"], ["--ink", "--bad-wash"], ["--bad", "--bad-wash"],
  ...["a", "b", "c", "d"].map((letter) => ["--rate-on", `--rate-${letter}`]), ["--rate-nr", "--paper"],
  ["--seq-on-12", "--seq-1"], ["--seq-on-12", "--seq-2"], ["--seq-on-34", "--seq-3"], ["--seq-on-34", "--seq-4"],
];
const EDGES = ["--line-2", "--focus", "--accent", "--rate-a", "--rate-b", "--rate-c", "--rate-d"].flatMap((edge) => GROUNDS.map((ground) => [edge, ground]));

test("dark by system and dark by choice are the same", () => {
  assert.equal(blocks.length, 3);
  const plain = (block) => block.replace(/\s+/g, " ").trim();
  assert.equal(plain(blocks[1]), plain(blocks[2]));
});

for (const [name, block] of [["light", blocks[0]], ["dark", blocks[1]]]) {
  const palette = colours(block);
  const short = (pairs, least) => pairs.filter(([a, b]) => contrast(palette[a], palette[b]) < least)
    .map(([a, b]) => `${a} on ${b}: ${contrast(palette[a], palette[b]).toFixed(2)}`);
  test(`${name}: text has 4.5:1 or more`, () => assert.deepEqual(short([...TEXT, ...ON], 4.5), []));
  test(`${name}: edges of controls and the focus ring have 3:1 or more`, () => assert.deepEqual(short(EDGES, 3), []));
}
