// What watches inside the page that is measured. Put there before anything of the page itself runs.

/** Runs in the page: keep it free of anything from this module. */
export function watch({ radios, perItem, mounts }) {
  window.__mounted = !mounts;
  const seen = { interactive: null, taps: [], durable: [], long: 0 };
  window.yardstick = {
    seen,
    radios: () => [...document.querySelectorAll(radios)],
    items: () => new Set([...document.querySelectorAll(radios)].map((radio) => radio.name)).size,
    // What a person touches: the label around the radio or for it, else the radio itself.
    labelOf: (radio) =>
      radio.closest("label") ?? document.querySelector(`label[for="${CSS.escape(radio.id)}"]`) ?? radio,
  };

  // After the frame that follows: a message comes when the browser has painted it.
  const painted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => then(performance.now());
      channel.port2.postMessage(0);
    });

  // Interactive: the twentieth criterion has its buttons, they can be seen and they are not disabled. The peers
  // put buttons on the page before they listen, so they say by window.__mounted when they do.
  const last = 20 * perItem - 1;
  const told = (at) => {
    seen.interactive = at;
    window.yardstickTold("interactive");
  };
  const look = () => {
    const radio = document.querySelectorAll(radios)[last];
    const there = radio && !radio.matches(":disabled") && window.yardstick.labelOf(radio).getClientRects().length;
    if (there && window.__mounted) painted(told);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  document.addEventListener("assess:durable", (event) => seen.durable.push(event.detail.at));
  addEventListener(
    "click",
    (event) => {
      // The click on a label is followed by one on its input.
      if (!event.isTrusted || (seen.taps.length && event.timeStamp - seen.taps.at(-1).at < 30)) return;
      const tap = { at: event.timeStamp };
      seen.taps.push(tap);
      painted((at) => (tap.paint = at - tap.at));
    },
    true,
  );
  new PerformanceObserver((list) => list.getEntries().forEach((task) => (seen.long += task.duration))).observe({
    type: "longtask",
    buffered: true,
  });
}

/** Runs in the page: answers every criterion at once and tells when that was painted and when it was durable, in ms. */
export async function answerAll() {
  const { seen, radios } = window.yardstick;
  const groups = new Map();
  for (const radio of radios()) groups.set(radio.name, [...(groups.get(radio.name) ?? []), radio]);
  const before = seen.durable.length;
  const began = performance.now();
  for (const group of groups.values()) (group[2].checked ? group[1] : group[2]).click();
  const script = performance.now() - began;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const painted = performance.now() - began;
  let count = -1;
  while (count !== seen.durable.length) {
    count = seen.durable.length;
    await new Promise((done) => setTimeout(done, 600));
  }
  return { items: groups.size, script, painted, durable: count > before ? seen.durable.at(-1) - began : null };
}
