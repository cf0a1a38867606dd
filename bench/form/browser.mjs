// The browser of the distribution, started alike for building and for measuring.

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const browserOptions = {
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
