// The service worker of the on-site page: the page itself, without any data, so that it opens with no network. It is
// kept whole or not at all, and a new version waits until somebody says so (P9). What goes to the server is never
// touched: answers and pictures do not belong in a cache (P41).

import { cacheNames } from "workbox-core";
import { createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

const SHELL = "/onsite/";
/** The list of visits, one visit: nothing else under the scope is a page. */
const PAGES = [/^\/onsite\/(visits\/[0-9a-f-]+\/?)?$/];

precacheAndRoute(PRECACHED); // written in by build.mjs
registerRoute(new NavigationRoute(createHandlerBoundToURL(SHELL), { allowlist: PAGES }));

// Where the browser knows how, it takes the built files from there by itself: a page starts without waiting for this worker.
addEventListener("install", (event) => {
  const built = { urlPattern: "/static/dist/*", requestMethod: "get" };
  event.addRoutes?.({ condition: built, source: { cacheName: cacheNames.precache } }).catch(() => {}); // else it is asked
});

addEventListener("message", ({ data }) => {
  if (data?.type === "SKIP_WAITING") self.skipWaiting();
});
