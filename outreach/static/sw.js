"use strict";
// Static files from the phone, pages from the network, and a calm page when there is none. Nothing that is about
// anybody is kept here: pages never are, and what is mine to come lies in the browser's own storage (mine.js).
const told = new URL(self.location).searchParams;
const VERSION = told.get("version");
const SHELF = `static-${VERSION}`;
const OFFLINE = `/offline?language=${told.get("language")}`;
const NEEDED = ["app.css", "offline.js"].map((name) => `/static/${VERSION}/${name}`);

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && url.pathname.startsWith(`/static/${VERSION}/`)) event.respondWith(file(request));
});

async function fill() {
  const shelf = await caches.open(SHELF);
  // without cookies: the offline page is the same for everybody
  await shelf.put(OFFLINE, await fetched(new Request(OFFLINE, { credentials: "omit" })));
  await shelf.addAll(NEEDED);
}

async function fetched(request) {
  const answer = await fetch(request);
  if (!answer.ok) throw new Error(`${answer.status} for ${request.url}`);
  return answer;
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    // what was sent is not sent by itself again: reloading the page that says so must be harmless
    if (request.method !== "GET") return Response.redirect(`${OFFLINE}#unsent`, 303);
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function file(request) {
  const shelf = await caches.open(SHELF);
  const kept = await shelf.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await shelf.put(request, answer.clone());
  return answer;
}
