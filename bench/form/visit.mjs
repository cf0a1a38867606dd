// One visit to one peer in a fresh profile: what was measured, or an error that says what went wrong.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, browserOptions } from "./browser.mjs";
import { answerAll, watch } from "./page.mjs";

const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const ITEMS = 200;
const TAPS = 20;
/** So long a browser with a fresh profile is busy with itself, on two cores beside whoever is measured. */
const STARTING = 4000;
/** So long the page before takes to go: nobody comes back to it within a second. */
const LEAVING = 2500;
const PHONE = { viewport: { width: 412, height: 915 }, hasTouch: true, isMobile: true };
/** Long enough for the slowest peer on a busy machine; whoever needs more has failed. */
const PATIENCE = 60_000;

export const median = (numbers) => share(numbers, 0.5);
export function share(numbers, part) {
  const sorted = numbers.filter((one) => one !== null && one !== undefined && !Number.isNaN(one)).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] : null;
}

/** First visit over a slow network: {slow4g}. */
export const overSlowNetwork = (peer, slower) =>
  inFreshProfile(peer, slower, async (page, session) => {
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", SLOW_4G);
    const slow4g = await open(page, session, peer);
    await provesReady(page);
    return { slow4g };
  });

/** First visit, repeat visit, taps, and all answers at once. */
export const onDevice = (peer, slower) =>
  inFreshProfile(peer, slower, async (page, session) => {
    const found = { ...(await firstVisit(page, session, peer)), warm: await repeatVisit(page, session, peer) };
    Object.assign(found, await taps(page), await everything(page));
    found.heapAfter = await heap(session);
    return found;
  });

async function inFreshProfile(peer, slower, work) {
  const profile = mkdtempSync(path.join(os.tmpdir(), "assess-form-profile-"));
  let context;
  try {
    context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, ...browserOptions, ...PHONE });
    await context.addCookies(peer.cookies);
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error).slice(0, 200)));
    const session = await context.newCDPSession(page);
    await page.waitForTimeout(STARTING);
    await session.send("Performance.enable");
    await session.send("Runtime.enable");
    await session.send("Runtime.addBinding", { name: "yardstickTold" });
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    const { radios, perItem, mounts } = peer;
    await page.addInitScript(watch, { radios, perItem, mounts });
    const found = await work(page, session);
    return { ...found, errors };
  } finally {
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** The page says when it is interactive: asking it again and again would take its time from it. */
async function open(page, session, peer) {
  const told = new Promise((done) => session.once("Runtime.bindingCalled", done));
  await page.goto(peer.address, { waitUntil: "commit" });
  await Promise.race([told, page.waitForTimeout(PATIENCE)]);
  await until(page, () => window.yardstick.seen.interactive, "it never became interactive");
  return page.evaluate(() => window.yardstick.seen.interactive);
}

/** Wait for `state`, which runs in the page, and say what the page showed instead when it never comes. */
async function until(page, state, otherwise, argument = null) {
  try {
    await page.waitForFunction(state, argument, { timeout: PATIENCE, polling: 50 });
  } catch (error) {
    const shown = await page.evaluate(() => document.body?.innerText.replace(/\s+/g, " ").slice(0, 200));
    throw new Error(`${otherwise}; it shows: ${shown}`, { cause: error });
  }
}

async function firstVisit(page, session, peer) {
  const before = peer.wire().length;
  const cold = await open(page, session, peer);
  // By the page itself: what its worker puts aside meanwhile is counted with what follows.
  const asked = new Set(await page.evaluate(askedBefore, cold));
  const early = peer.wire().filter(([path], n) => n >= before && asked.has(path));
  await provesReady(page);
  await settled(page, peer);
  const all = peer.wire().slice(before);
  return {
    cold,
    js: kilobytes(once(early.filter(isScript))),
    jsAll: kilobytes(once(all.filter(isScript))),
    bytes: kilobytes(once(early)),
    bytesAll: kilobytes(once(all)),
    long: await page.evaluate(() => window.yardstick.seen.long),
    heap: await heap(session),
  };
}

/** Runs in the page: what it had asked for by then, as paths. */
const askedBefore = (time) => [
  location.pathname,
  ...performance.getEntriesByType("resource").filter(({ startTime }) => startTime <= time).map(({ name }) => new URL(name).pathname),
];

const isScript = ([, type]) => /javascript/.test(type);
const kilobytes = (sent) => sent.reduce((sum, [, , size]) => sum + size, 0) / 1000;
/** A worker that keeps pages asks for what the page has loaded already; on the wire of a user that comes from the cache. */
const once = (sent) => [...new Map(sent.map((one) => [one[0], one])).values()];

/** Ready means that a tap made now is kept: the first criterion is answered at once, and must become durable. */
async function provesReady(page) {
  // What an earlier visit has sent stands already, and a tap on it would change nothing.
  await tap(page, await page.evaluate(() => (window.yardstick.radios()[3].checked ? 2 : 3)));
  const lost = "it looked ready, but the answer tapped then was never told durable (assess:durable)";
  await until(page, () => window.yardstick.seen.durable.length, lost);
}

/** Everything that follows the first picture has been done: all criteria on the page, workers in place, no traffic. */
async function settled(page, { worker }) {
  await until(page, (items) => window.yardstick.items() >= items, "not all criteria came on the page", ITEMS);
  await page.waitForLoadState("networkidle");
  if (worker) await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.waitForTimeout(1000);
}

async function heap(session) {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize").value / 1e6;
}

async function repeatVisit(page, session, peer) {
  await page.goto("about:blank");
  await page.waitForTimeout(LEAVING);
  const warm = await open(page, session, peer);
  await settled(page, peer);
  return warm;
}

async function tap(page, number) {
  const label = await page.evaluateHandle((n) => window.yardstick.labelOf(window.yardstick.radios()[n]), number);
  await label.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await page.waitForTimeout(120);
  const { x, y, width, height } = await label.boundingBox();
  await page.touchscreen.tap(x + width / 2, y + height / 2);
}

/** Twenty trusted touches, one to each of the first criteria. */
async function taps(page) {
  const perItem = await page.evaluate(() => {
    const [first] = window.yardstick.radios();
    return window.yardstick.radios().filter((radio) => radio.name === first.name).length;
  });
  const durable = [];
  for (let item = 0; item < TAPS; item += 1) {
    const before = await page.evaluate(() => window.yardstick.seen.durable.length);
    await tap(page, item * perItem + (item % 3));
    await page.waitForTimeout(350);
    durable.push(
      await page.evaluate((n) => {
        const { taps: made, durable: told } = window.yardstick.seen;
        return told[n] === undefined ? null : told[n] - made.at(-1).at;
      }, before),
    );
  }
  const made = await page.evaluate(() => window.yardstick.seen.taps.map((one) => one.paint));
  if (made.length !== TAPS) throw new Error(`${TAPS} taps were made and ${made.length} arrived`);
  const lost = durable.filter((one) => one === null).length;
  if (lost) throw new Error(`${lost} of ${TAPS} taps were not durable within 350 ms`);
  return { tap: median(made), tap95: share(made, 0.95), durable: median(durable), durable95: share(durable, 0.95) };
}

async function everything(page) {
  const done = await page.evaluate(answerAll);
  if (done.items !== ITEMS) throw new Error(`${done.items} of ${ITEMS} criteria were on the page`);
  return { all: done.painted, allScript: done.script, allDurable: done.durable };
}
