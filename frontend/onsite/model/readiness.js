// Can this browser hold a visit? Asked before the visit, where something can still be done about it (P3).

import { fillReserve, freeIn } from "../store/reserve.js";
import { fetchPack } from "../sync/pack.js";
import { Failure } from "../sync/transport.js";

/** What forty photos take, shrunk as the page does it. */
const PHOTOS = 40 * 600_000;
const TIMES = 3;
const CLOCK = 5 * 60_000;
/** Private windows get little of the disk; this is a hint, no proof. */
const LITTLE = 1_000_000_000;
const WORKER_WAIT = 10_000;

/**
 * @param {string} visit
 * @param {object} parts
 * @param {import("./session.js").Session} parts.session
 * @param {object} parts.place see place.js
 * @param {boolean} parts.hasPin
 * @param {(step: object) => void} parts.onStep called as each is known
 * @returns {Promise<{id: string, ok: boolean, detail: object}[]>}
 */
export async function prepare(visit, { session, place, hasPin, onStep }) {
  const checks = [
    ["online", async () => ({ ok: place.isOnline() })],
    ["pack", () => packStep(visit, session)],
    ["pin", async () => ({ ok: hasPin })],
    ["persisted", () => persistedStep(place)],
    ["space", () => spaceStep(session.store, place)],
    ["clock", async () => clockStep(session.store.self.offset ?? 0)],
    ["private", () => privateStep(place)],
    ["worker", () => workerStep(place)],
    ["homescreen", async () => homeScreenStep(place)],
  ];
  const steps = [];
  for (const [id, check] of checks) {
    const step = { id, detail: {}, ...(await check()) };
    steps.push(step);
    onStep(step);
  }
  return steps;
}

async function packStep(visit, session) {
  try {
    const pack = await fetched(visit, session);
    return { ok: true, detail: { expiresAt: pack.expires_at } };
  } catch (error) {
    if (!(error instanceof Failure)) return { ok: false, detail: { problem: "storage", message: error.name } };
    const stored = await session.stored(await session.store.nameOf(visit));
    const isUsable = Boolean(stored) && !session.isExpired(stored.holding);
    return { ok: isUsable, detail: { problem: error.problem, message: error.said } };
  }
}

async function fetched(visit, session) {
  const { holdings, outbox } = session.store;
  const local = await session.store.nameOf(visit);
  const pack = await fetchPack(visit, session.ask, { counts: outbox.counts(local) });
  if (await holdings.one(local)) await session.renew(local, pack);
  else await session.putNew(local, pack);
  return pack;
}

async function persistedStep({ storage }) {
  const isPersisted = (await storage?.persisted?.()) || (await storage?.persist?.());
  return { ok: Boolean(isPersisted) };
}

async function spaceStep(store, place) {
  const isKept = await fillReserve(store.sealed.connection);
  const free = await freeIn(place);
  return { ok: isKept && free >= TIMES * PHOTOS, detail: { free, needed: TIMES * PHOTOS } };
}

const clockStep = (offset) => ({ ok: Math.abs(offset) <= CLOCK, detail: { offset } });

async function privateStep({ storage }) {
  const { quota = LITTLE } = (await storage?.estimate?.()) ?? {};
  return { ok: quota >= LITTLE, detail: { quota } };
}

async function workerStep({ workers }) {
  if (!workers) return { ok: false };
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, WORKER_WAIT)));
  const registration = await Promise.race([workers.ready, late]);
  clearTimeout(timer);
  return { ok: Boolean(registration?.active) };
}

// Safari clears what a page has stored after seven days without a visit, but not of a page on the home screen.
const homeScreenStep = ({ agent, isHomeScreen }) => ({ ok: !/iPhone|iPad/.test(agent) || isHomeScreen() });
