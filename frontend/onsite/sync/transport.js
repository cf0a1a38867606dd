// One request to the server, and what its answer is worth. Anything that is not certainly the server's own JSON is no
// answer at all: a cut, a redirect, the sign-in page of a hotel (P2).

const CLIENT = "onsite/1";
const TIMEOUT = 60_000;

/** By `code` of the answer: what it means for whoever sends. */
const PROBLEMS = {
  sign_in: "signed-out",
  other_author: "other-author",
  other_device: "other-author",
  device_revoked: "revoked",
  no_visit: "no-visit",
  client_too_old: "too-old",
  not_announced: "unknown",
  busy: "busy",
};
/** The content itself is what the server does not take; any other refusal is about who asks, or when. */
const OF_THE_CONTENT = [400, 413, 415, 422];

/** `problem` as in device.js, or "refused" with the server's message: the request itself is what it does not take. */
export class Failure extends Error {
  constructor(problem, { status = 0, message = "", body = null, retryAfter = 0 } = {}) {
    super(message || problem);
    this.name = "Failure";
    Object.assign(this, { problem, status, said: message, body, retryAfter });
  }

  /** Whether the same request would be refused whenever it is sent. */
  get isFinal() {
    return this.problem === "refused" && OF_THE_CONTENT.includes(this.status);
  }
}

/** What came of it for whoever shows it. @param {Promise<object>} work @returns {Promise<object|{problem, message}>} */
export async function answered(work) {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: error.problem, message: error.said };
  }
}

const unknown = (status = 0) => new Failure("unknown", { status });

/**
 * @param {object} options
 * @param {typeof fetch} options.fetch
 * @param {() => string} [options.device] the id to send
 * @param {(epochs: object) => void} [options.onAnswer] sees every answer that is the server's
 */
export function newTransport({ fetch, device = () => "", onAnswer = () => {} }) {
  /**
   * @param {{method?: string, json?: object, bytes?: Uint8Array, counts?: {made: number, settled: number},
   *   signal?: AbortSignal, device?: string}} [request]
   * @returns {Promise<object>} the body. Throws Failure
   */
  return async function ask(path, request = {}) {
    const reply = await fetched(fetch, path, options(request, request.device ?? device()));
    const body = await understood(reply);
    onAnswer(body);
    return body;
  };
}

function options({ method, json, bytes, counts, signal }, device) {
  const headers = { Accept: "application/json", "X-Assess-Client": CLIENT, "X-Assess-Clock": `${Date.now()}` };
  if (device) headers["X-Assess-Device"] = device;
  if (counts) Object.assign(headers, { "X-Assess-Made": `${counts.made}`, "X-Assess-Settled": `${counts.settled}` });
  if (json) headers["Content-Type"] = "application/json";
  if (bytes) headers["Content-Type"] = "application/octet-stream";
  const body = json ? JSON.stringify(json) : bytes;
  const usual = { credentials: "same-origin", cache: "no-store", redirect: "manual" };
  return { ...usual, method: method ?? (body ? "POST" : "GET"), headers, body, signal };
}

async function fetched(fetch, path, { signal, ...rest }) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT);
  const stop = () => limit.abort();
  signal?.addEventListener("abort", stop);
  try {
    const reply = await fetch(path, { ...rest, signal: limit.signal });
    return { status: reply.status, ok: reply.ok, headers: reply.headers, text: await reply.text() };
  } catch {
    throw unknown(); // no network, cut off on the way, too slow: whether it arrived nobody knows
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function understood({ status, ok, headers, text }) {
  const isOurs = headers.get("X-Assess-Server") && /^application\/json\b/.test(headers.get("Content-Type") ?? "");
  const body = isOurs ? parsed(text) : null;
  if (!body) throw unknown(status);
  if (ok && status !== 204) return body;
  const problem = PROBLEMS[body.code] ?? (status >= 500 || body.retryable ? "busy" : "refused");
  const retryAfter = Number(headers.get("Retry-After")) || 0;
  throw new Failure(problem, { status, message: body.message ?? "", body, retryAfter });
}

function parsed(text) {
  try {
    const body = JSON.parse(text);
    return body && typeof body === "object" && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}
