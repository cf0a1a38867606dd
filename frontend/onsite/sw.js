// The service worker of the on-site page: the page itself, without any data, so that it opens with no network. It is
// kept whole or not at all, and a new version waits until somebody says so (P9). What goes to the server is never
// touched: answers and pictures do not belong in a cache (P41).

import { createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

const SHELL = "/onsite/";
/** The list of visits, one visit: nothing else under the scope is a page. */
const PAGES = [/^\/onsite\/(visits\/[0-9a-f-]+\/?)?$/];

precacheAndRoute(PRECACHED); // written in by build.mjs
registerRoute(new NavigationRoute(createHandlerBoundToURL(SHELL), { allowlist: PAGES }));

addEventListener("message", ({ data }) => {
  if (data?.type === "SKIP_WAITING") self.skipWaiting();
});
