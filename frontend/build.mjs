// Builds assess/static/dist from frontend/: `node build.mjs` writes, `node build.mjs --check` only compares.
// The folder is committed so that installing the product needs no Node. Same sources, same bytes.
//
// manifest.json: {"files": {"app.css": {"hash": "1a2b3c4d5e6f", "sha256": "<64 hex>", "bytes": 12345}, …}}
// Names never change; an address is static/dist/<name>?v=<hash>, so browsers may keep what they have for good.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "..", "assess", "static", "dist");
const SCRIPTS = ["criterion", "page"];
const COPIES = {
  "favicon.svg": "icons/favicon.svg",
  "noto-sans-LICENSE.txt": "node_modules/@fontsource/noto-sans/LICENSE",
};

/** Every file of dist by name: Map<string, Buffer>. */
export async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["css/app.css", ...SCRIPTS.map((name) => `js/${name}.js`)],
    bundle: true,
    minify: true,
    charset: "utf8",
    format: "esm",
    target: ["chrome105", "firefox115", "safari15.4"],
    legalComments: "none",
    loader: { ".woff2": "file" },
    outdir: dist,
    entryNames: "[name]",
    assetNames: "[name]",
    write: false,
    logLevel: "warning",
  });
  const files = new Map(result.outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]));
  for (const [name, source] of Object.entries(COPIES)) files.set(name, await readFile(path.join(here, source)));
  files.set("app.css", withFontHashes(files));
  files.set("manifest.json", manifest(files));
  return files;
}

const sha256 = (content) => createHash("sha256").update(content).digest("hex");
const short = (content) => sha256(content).slice(0, 12);

// The style sheet asks for a font at the very address that a page preloads it from.
function withFontHashes(files) {
  const css = files.get("app.css").toString("utf8");
  return Buffer.from(css.replace(/\.\/([\w-]+\.woff2)/g, (address, name) => `${address}?v=${short(files.get(name))}`));
}

function manifest(files) {
  const names = [...files.keys()].sort();
  const entry = (content) => ({ hash: short(content), sha256: sha256(content), bytes: content.length });
  const listed = Object.fromEntries(names.map((name) => [name, entry(files.get(name))]));
  return Buffer.from(`${JSON.stringify({ files: listed }, null, 1)}\n`);
}

async function present() {
  const names = await readdir(dist).catch((error) => (error.code === "ENOENT" ? [] : Promise.reject(error)));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(dist, name))])));
}

async function main() {
  const [wanted, found] = [await bundle(), await present()];
  const differ = [...new Set([...wanted.keys(), ...found.keys()])].filter(
    (name) => !wanted.has(name) || !found.has(name) || !wanted.get(name).equals(found.get(name)),
  );
  if (process.argv.includes("--check")) {
    if (differ.length) {
      console.error(`assess/static/dist differs from its sources: ${differ.sort().join(", ")}. Run: npm run build`);
      process.exitCode = 1;
    }
    return;
  }
  await mkdir(dist, { recursive: true });
  for (const name of differ) {
    if (wanted.has(name)) await writeFile(path.join(dist, name), wanted.get(name));
    else await rm(path.join(dist, name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
