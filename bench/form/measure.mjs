// The on-site page beside its peers, in one sitting: `node measure.mjs [--runs 3] [--slower 4] [--out FILE]`.
// Peers take turns, each visit in a fresh profile, so that a slow spell of the machine hits them all.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { CHROMIUM, browserOptions } from "./browser.mjs";
import { product, staticPeers } from "./peers.mjs";
import { lines } from "./table.mjs";
import { onDevice, overSlowNetwork } from "./visit.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    slower: { type: "string", default: "4" },
    peers: { type: "string", default: "enketo,lazy,floor,assess" },
    out: { type: "string" },
  },
});
const runs = Number(values.runs);
const slower = Number(values.slower);

const found = {};
const files = await staticPeers();
const browser = await chromium.launch({ executablePath: CHROMIUM, ...browserOptions });
const ours = await product(browser).finally(() => browser.close());
try {
  const wanted = values.peers.split(",");
  const peers = [...files.peers, ...(ours.missing ? [] : ours.peers)].filter(({ name }) => wanted.includes(name));
  for (const { name } of peers) found[name] = [];
  for (let run = 0; run < runs; run += 1) {
    for (const peer of peers) {
      for (const visit of [onDevice, overSlowNetwork]) {
        try {
          found[peer.name].push(await visit(peer, slower));
        } catch (error) {
          console.error(`${peer.name}: ${String(error.message).split("\n")[0]}`);
        }
      }
    }
    console.error(`run ${run + 1} of ${runs} done`);
  }
} finally {
  await ours.stop();
  files.stop();
}
if (values.out) writeFileSync(values.out, JSON.stringify({ slower, found }, null, 1));
console.log(lines(found).join("\n"));
if (ours.missing) {
  console.error(ours.missing);
  process.exitCode = 1;
}
