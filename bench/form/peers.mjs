// Who is measured: the peers from build/site, and the product from a real server of its own. "floor" is the plain page
// as the promises let it be, from the product's own server: see src/floor.js.
// A peer is {name, address, radios, perItem, mounts, worker, wire, cookies}: `radios` selects the score buttons, `perItem`
// of them to a criterion; `mounts` says that it sets window.__mounted, `worker` that it has a service worker; `wire()`
// tells what was sent so far, as [path, content type, bytes].

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..", "..");
const site = path.join(here, "build", "site");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const LEVELS = ["0", "1", "2", "3", "NA", "NE"].map((level) => `[value="${level}"]`).join(",");

/** The files of build/site, gzipped beforehand, to be kept by browsers: the best that a static server can do. */
export async function staticPeers() {
  if (!existsSync(site)) throw new Error("The peers are not built yet: make bench-form does it.");
  const sent = [];
  const base = () => `http://127.0.0.1:${server.address().port}`;
  const server = http.createServer((request, response) => {
    let file = path.join(site, path.normalize(request.url.split("?")[0]));
    if (file.endsWith(path.sep)) file += "index.html";
    if (!file.startsWith(site) || !existsSync(`${file}.gz`)) return response.writeHead(404).end();
    const body = readFileSync(`${file}.gz`);
    const type = TYPES[path.extname(file)];
    sent.push([new URL(request.url, base()).pathname, type, body.length]);
    const headers = { "content-type": type, "content-encoding": "gzip", "content-length": body.length };
    return response.writeHead(200, { ...headers, "cache-control": "max-age=3600" }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const same = { perItem: 5, mounts: true, worker: false, wire: () => sent, cookies: [] };
  const peer = (name, radios) => ({ name, radios, address: `${base()}/${name}/`, ...same });
  return {
    // Enketo keeps a hidden template button for every question.
    peers: [peer("enketo", "input[type=radio]:not(.itemset-template input)"), peer("lazy", "input[type=radio]")],
    stop: () => server.close(),
  };
}

async function freePort() {
  const probe = net.createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

async function listening(port, server) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) break;
    const open = await new Promise((done) => {
      const socket = net.connect(port, "127.0.0.1", () => done(true)).on("error", () => done(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("Assess did not start; what it said is above.");
}

/** Assess with a visit of the same 200 criteria, and a browser signed in through the real page. */
export async function product(browser) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "assess-form-"));
  const port = await freePort();
  const python = path.join(root, ".venv", "bin", "python");
  const server = spawn(python, [path.join(here, "product.py"), folder, String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    if (server.exitCode === null) {
      const gone = new Promise((done) => server.once("exit", done));
      server.kill("SIGTERM");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const told = await new Promise((done, failed) => {
      createInterface({ input: server.stdout }).once("line", (line) => done(JSON.parse(line)));
      server.once("exit", () => failed(new Error("Assess could not be prepared; what it said is above.")));
    });
    await listening(port, server);
    const base = `http://127.0.0.1:${port}`;
    const { cookies, status } = await signIn(browser, base, told);
    const missing = status === 200 ? "" : `Assess answers ${status} at ${told.visit}: there is no on-site page to measure.`;
    const wire = () => readFileSync(path.join(folder, "wire.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
    const radios = `fieldset input[type=radio]:is(${LEVELS})`;
    const ours = { name: "assess", address: base + told.visit, radios, perItem: 6, mounts: false, worker: true, wire, cookies };
    const id = told.visit.split("/").at(-1);
    const floor = { ...ours, name: "floor", address: `${base}/floor/#${id}`, radios: "input[type=radio]", mounts: true, worker: false };
    return { peers: [ours, floor], missing, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function signIn(browser, base, { visit, email, password }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${base}/sign-in`);
    await page.fill("[name=email]", email);
    await page.fill("[name=password]", password);
    await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.press("[name=password]", "Enter")]);
    // Asked for without a page, so that no worker and no cache of this context has anything to do with it.
    const answer = await context.request.get(base + visit);
    return { cookies: await context.cookies(), status: answer.status() };
  } finally {
    await context.close();
  }
}
