// Signing out on the server.

/** End the session on the server, as the button of every page does. @returns {Promise<boolean>} whether it is certain */
export async function endSession(fetch) {
  try {
    const page = await fetch("/", { credentials: "same-origin", cache: "no-store" });
    const token = /name="csrf-token" content="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const headers = { "X-CSRFToken": token };
    const reply = await fetch("/sign-out", { method: "POST", headers, credentials: "same-origin", redirect: "manual" });
    return reply.type === "opaqueredirect" || reply.status === 302;
  } catch (error) {
    if (error instanceof TypeError) return false; // no network
    throw error;
  }
}
