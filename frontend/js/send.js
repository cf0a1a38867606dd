// One POST of operations. Answers are never claimed saved here: the caller reads the receipts.

const csrfMeta = () => document.querySelector('meta[name="csrf-token"]');

/**
 * @returns {Promise<{kind: "receipts", body: object} | {kind: "later" | "signed-out" | "refused"}>}
 *   later: no network or a busy server, try again; signed-out: sign in first; refused: the server does not take this.
 */
export async function send(url, operations, { keepalive = false } = {}) {
  let reply = await post(url, operations, keepalive);
  if (reply && (reply.status === 400 || reply.status === 403) && !keepalive && (await renewToken())) {
    reply = await post(url, operations, keepalive);
  }
  return reply ? understand(reply) : { kind: "later" };
}

async function post(url, operations, keepalive) {
  try {
    return await fetch(url, {
      method: "POST",
      keepalive,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfMeta().content },
      body: JSON.stringify({ operations }),
    });
  } catch (error) {
    if (error instanceof TypeError) return null; // fetch's word for "no network"
    throw error;
  }
}

async function understand(reply) {
  if (reply.status === 401 || reply.redirected) return { kind: "signed-out" };
  if (reply.status === 408 || reply.status === 429 || reply.status >= 500) return { kind: "later" };
  if (!reply.ok) return { kind: "refused" };
  try {
    const body = await reply.json();
    return Array.isArray(body.receipts) ? { kind: "receipts", body } : { kind: "refused" };
  } catch (error) {
    // Cut off on the way, or a page of a network that asks for a password: nothing is acknowledged.
    if (error instanceof TypeError || error instanceof SyntaxError) return { kind: "later" };
    throw error;
  }
}

// A page may outlive its token: take a fresh one from the page itself. True when there is a new one to try with.
async function renewToken() {
  try {
    const page = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!page.ok || page.redirected) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="csrf-token"]');
    if (!fresh || fresh.content === csrfMeta().content) return false;
    csrfMeta().content = fresh.content;
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
