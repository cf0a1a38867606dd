// P12: two tabs and two devices, in any order of delivery, against the merge that the server makes.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { digestOf } from "../onsite/core/digest.js";
import { stateOf } from "../onsite/core/index.js";
import { ANA, Browser, CODES, LUIS, Server, VISIT, until } from "./pretended.mjs";

let server;
const browsers = [];

beforeEach(() => (server = new Server()));
afterEach(() => Promise.all(browsers.splice(0).map((browser) => browser.end())));

function another(user = ANA) {
  const browser = new Browser(server);
  browser.user = user;
  browsers.push(browser);
  return browser;
}

const digestOfServer = async (user = ANA) => (await server.pack(VISIT, user)).digest;

/** Of what a page shows in every field that the server knows. */
function digestOfPage(visit) {
  const shown = [...stateOf(server.operations()).values()].map(({ criterion, field }) => {
    const { heads } = visit.field(criterion, field);
    return [`${criterion} ${field}`, { criterion, field, heads }];
  });
  return digestOf(new Map(shown));
}

test("a change of one tab appears in the other, and its count too", async () => {
  const browser = another();
  const [one, two] = [await browser.scoring(), await browser.scoring()];
  browser.online = false;
  const changes = [];
  two.visit.on("change", (change) => changes.push(change));

  await one.visit.record(CODES[0], "level", 2);
  await until(() => two.visit.value(CODES[0], "level") === 2);

  const told = changes.filter(({ keys }) => keys.length); // a round that was under way says that nothing came
  assert.deepEqual(told, [{ keys: [`${CODES[0]} level`], source: "tab" }]);
  assert.equal(two.device.sync.state.operations, 1);
  assert.equal(two.visit.field(CODES[0], "level").mark, "local");
});

test("what comes while a visit is being opened is on the screen", async (context) => {
  const device = await another(ANA).scoring().then((found) => (found.visit.leave(), found.device));
  const other = await another(LUIS).scoring();
  await other.visit.record(CODES[0], "level", 2);
  await other.device.sync.now();
  const { decrypt } = crypto.subtle;
  let hold;
  const held = new Promise((begun) => {
    context.mock.method(crypto.subtle, "decrypt", async (how, ...rest) => {
      if (!hold && new TextDecoder().decode(how.additionalData).startsWith("packs/")) await new Promise((go) => begun((hold = go)));
      return decrypt.call(crypto.subtle, how, ...rest);
    });
  });

  const opening = device.open(VISIT);
  await held; // all is read, nothing is shown
  await device.sync.now();
  context.mock.restoreAll();
  hold();

  const visit = await opening;
  await until(() => visit.value(CODES[0], "level") === 2);
});

test("what one tab has sent is marked sent in the other", async () => {
  const browser = another();
  const [one, two] = [await browser.scoring(), await browser.scoring()];
  await one.visit.record(CODES[0], "level", 2);
  await one.device.sync.now();
  await until(() => two.visit.field(CODES[0], "level").mark === "sent");
  assert.equal(two.device.sync.state.operations, 0);
});

test("two tabs that change a field without having seen each other keep both values", async () => {
  const browser = another();
  const [one, two] = [await browser.scoring(), await browser.scoring()];
  for (const { visit } of [one, two]) visit.field(CODES[0], "level");

  await Promise.all([one.visit.record(CODES[0], "level", 1), two.visit.record(CODES[0], "level", 3)]);
  await until(() => one.visit.field(CODES[0], "level").heads.length === 2);
  await until(() => two.visit.field(CODES[0], "level").heads.length === 2);

  assert.deepEqual(one.visit.field(CODES[0], "level").heads.map(({ value }) => value).sort(), [1, 3]);
  assert.deepEqual([one.visit.value(CODES[0], "level"), one.visit.field(CODES[0], "level").mark], [null, "conflict"]);
  assert.deepEqual(one.visit.standing().missing.get(CODES[0])[0], "conflict");
});

test("a change replaces what this tab has shown, not what arrived since", async () => {
  const browser = another();
  const [one, two] = [await browser.scoring(), await browser.scoring()];
  one.visit.show(CODES[0], "level");
  await two.visit.record(CODES[0], "level", 3);
  await until(() => one.visit.value(CODES[0], "level") === 3);
  await one.visit.record(CODES[0], "level", 1); // its person still sees the empty field

  assert.equal(one.visit.field(CODES[0], "level").conflict, true);
  await one.visit.record(CODES[0], "level", 1); // now both are on the screen, and this person leads
  assert.deepEqual([one.visit.show(CODES[0], "level").conflict, one.visit.value(CODES[0], "level")], [false, 1]);
});

test("the lead chooses between the values of two people, and history stays", async () => {
  const lead = await another(ANA).scoring();
  const other = await another(LUIS).scoring();
  await lead.visit.record(CODES[0], "level", 1);
  await other.visit.record(CODES[0], "level", 2);
  for (const { device } of [lead, other, lead]) await device.sync.now();

  const { heads } = lead.visit.field(CODES[0], "level");
  assert.deepEqual(heads.map(({ name, mine }) => [name, mine]).sort(), [[ANA.name, true], [LUIS.name, false]]);
  const theirs = heads.find(({ mine }) => !mine);
  assert.deepEqual(await other.visit.choose(CODES[0], "level", theirs.id), { saved: false, refused: { code: "not_lead", params: {} } });

  await lead.visit.choose(CODES[0], "level", theirs.id);
  for (const { device } of [lead, other]) await device.sync.now();
  assert.deepEqual([server.value(CODES[0]), other.visit.value(CODES[0], "level"), lead.visit.value(CODES[0], "level")], [2, 2, 2]);
  assert.equal(server.operations().length, 3);
});

test("who does not lead changes one's own value of a conflict and leaves the other", async () => {
  const lead = await another(ANA).scoring();
  const other = await another(LUIS).scoring();
  await lead.visit.record(CODES[0], "level", 1);
  await other.visit.record(CODES[0], "level", 2);
  for (const { device } of [lead, other, lead]) await device.sync.now();
  assert.equal(other.visit.field(CODES[0], "level").conflict, true);

  await other.visit.record(CODES[0], "level", 1);
  for (const { device } of [other, lead]) await device.sync.now();
  assert.deepEqual([lead.visit.value(CODES[0], "level"), lead.visit.field(CODES[0], "level").heads.length], [1, 2], "equal values agree");
});

test("undo puts back the value before, once for each change of this tab, and not over somebody else's", async () => {
  const { visit, device } = await another().scoring();
  const other = await another(LUIS).scoring();
  assert.equal(visit.undo(), null);
  await visit.record(CODES[0], "level", 1);
  await visit.record(CODES[0], "level", 2);
  await visit.record(CODES[1], "note", "x");

  assert.deepEqual([visit.undo().criterion, visit.value(CODES[1], "note")], [CODES[1], null]);
  assert.deepEqual([visit.undo().value, visit.value(CODES[0], "level")], [1, 1]);
  assert.deepEqual([visit.undo().value, visit.value(CODES[0], "level")], [null, null]);
  assert.equal(visit.undo(), null);

  await visit.record(CODES[2], "level", 1);
  for (const one of [device, other.device]) await one.sync.now();
  other.visit.field(CODES[2], "level");
  await other.visit.record(CODES[2], "level", 3);
  for (const one of [other.device, device]) await one.sync.now();
  assert.deepEqual([visit.undo(), visit.value(CODES[2], "level")], [null, 3]);
});

test("a pack that is renewed in one tab is taken up by the other, with what it has not written yet", async () => {
  const browser = another();
  const [one, two] = [await browser.scoring(), await browser.scoring()];
  await one.visit.record(CODES[0], "level", 2);
  await one.device.sync.now();
  await one.device.prepare(VISIT);
  await until(() => two.visit.value(CODES[0], "level") === 2);
  await two.visit.record(CODES[1], "level", 1);
  server.backup()();
  await one.device.sync.now();
  await until(() => two.device.sync.state.operations === 0 && server.operations().length === 2);
  assert.deepEqual([two.visit.value(CODES[0], "level"), two.visit.value(CODES[1], "level")], [2, 1]);
});

/** A generator of numbers that gives the same for the same seed. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

for (const seed of [1, 2, 3, 4]) {
  test(`any order of changes and deliveries ends in one state: seed ${seed}`, async () => {
    const random = seeded(seed);
    const shared = another(ANA);
    const places = [await shared.scoring(), await shared.scoring(), await another(LUIS).scoring()];
    for (let step = 0; step < 40; step += 1) {
      const { device, visit } = places[random(3)];
      const code = CODES[random(3)];
      const what = random(6);
      if (what < 3) {
        if (random(2)) visit.field(code, "level");
        await visit.record(code, "level", [0, 1, 2, 3, "NE", null][random(6)]);
      } else if (what === 3) await device.sync.now();
      else if (what === 4) visit.undo();
      else {
        const [head] = visit.field(code, "level").heads;
        if (head) await visit.choose(code, "level", head.id);
      }
    }
    for (const { visit } of places) await visit.flush();
    for (let round = 0; round < 3; round += 1) for (const { device } of places) await device.sync.now();
    const wanted = await digestOfServer();
    await until(async () => {
      const digests = await Promise.all(places.map(({ visit }) => digestOfPage(visit)));
      return digests.every((digest) => digest === wanted);
    }, "one state");

    assert.equal(await digestOf(stateOf(shuffled(server.operations(), random))), wanted, "whatever the order");
    for (const { device } of places) assert.deepEqual([device.sync.state.problem, device.sync.state.operations], [null, 0]);
  });
}

const shuffled = (list, random) => {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
};
