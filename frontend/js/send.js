// One POST of operations. Answers are never claimed saved here: the caller reads the receipts.

// The header stands for the token of a form: no other site can send it (docs/sync.md, section 2).
const CLIENT = "desk/1";

/**
 * @returns {Promise<{kind: "receipts", body: object} | {kind: "later" | "signed-out" | "refused"}>}
 *   later: no network or a busy server, try again; signed-out: sign in first; refused: the server does not take this.
 */
export async function send(url, operations, { keepalive = false } = {}) {
  const reply = await post(url, operations, keepalive);
  return reply ? understand(reply) : { kind: "later" };
}

async function post(url, operations, keepalive) {
  try {
    return await fetch(url, {
      method: "POST",
      keepalive,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-Assess-Client": CLIENT },
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
