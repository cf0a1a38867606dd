// Devices that lost something, and a device that is itself lost.

import { give } from "../store/retention.js";
import { Carrier } from "./carry.js";

/**
 * What of the gaps that the server tells of is lost: what this store still has to send is no gap (P4).
 * @param {import("../store/store.js").Store} store
 * @param {{device: string, visit: string, missing: number}[]} gaps
 */
export async function lostOf(store, gaps) {
  const checked = gaps.map(async (gap) => {
    if (gap.device !== store.self.device) return gap;
    const { operations } = store.outbox.waiting(await store.nameOf(gap.visit));
    return { ...gap, missing: gap.missing - operations };
  });
  return (await Promise.all(checked)).filter(({ missing }) => missing > 0);
}

/** Hand over what a device holds that was reported lost, and give up what is kept elsewhere (P33). Throws Failure */
export async function giveUp({ store, ask }) {
  await new Carrier({ store, ask }).handOver();
  await give(store);
}
