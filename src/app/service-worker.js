// Keeps the page in this browser, so that it works without network.
//
// A version of the page is index.html with the files that it names, each of which has a hash of its contents in its name.
// offline.js registers this script once for every version, as `service-worker.js?` and a hash of index.html, so that another
// version is another service worker to the browser: it fills a cache of its own while the page goes on as it is, and takes over
// when it is told to, or when nothing shows the version before any more. A page is never made of two versions.
//
// Nothing else is kept, and everything that is not kept goes to the network as if this were not here.

const HOME = new URL('./', location).href;
// Caches belong to the whole host, which may have other pages, and this one in several folders.
const OURS = `relu-lab ${HOME} `;
const CACHE = OURS + location.search.slice(1);
// Kept once it was asked for.
const DIGITS = HOME + 'digits.bin';

addEventListener('install', event => event.waitUntil(install()));
addEventListener('activate', event => event.waitUntil(activate()));
addEventListener('message', ({ data }) => { if (data === 'take over') skipWaiting(); });

async function install() {
  const answer = await fetch(HOME, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${HOME}: ${answer.status}`);
  const page = await answer.text();
  const named = page.matchAll(/(?:href|src)=["']?\.\/([\w.-]+-[0-9a-f]{8,16}(?:_bg)?\.\w+)/g);
  const files = new Set(Array.from(named, ([, name]) => HOME + name));
  if (await caches.match(DIGITS, { ignoreVary: true })) files.add(DIGITS);
  const cache = await caches.open(CACHE);
  await cache.addAll(files);
  // A new response: a browser does not take one that was redirected for the page.
  await cache.put(HOME, new Response(page, { headers: answer.headers }));
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter(name => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map(name => caches.delete(name)));
  // On the first visit too: the digits may be asked for before the second.
  await clients.claim();
}

addEventListener('fetch', event => {
  const { request } = event;
  const address = request.url.split(/[?#]/, 1)[0];
  if (request.method !== 'GET' || !address.startsWith(HOME)) return;
  if (request.mode === 'navigate') {
    if (address === HOME || address === HOME + 'index.html') event.respondWith(answer(HOME, request));
  } else if (/-[0-9a-f]{8,16}(_bg)?\.\w+$/.test(address) || address === DIGITS) {
    event.respondWith(answer(address, request));
  }
});

async function answer(address, request) {
  const cache = await caches.open(CACHE);
  // start.js asks past every cache for what was damaged on its way.
  const isRenewed = request.cache === 'reload';
  const kept = !isRenewed && await cache.match(address, { ignoreVary: true });
  if (kept) return kept;
  const fresh = await fetch(request);
  if ((isRenewed || address === DIGITS) && fresh.ok) await cache.put(address, fresh.clone());
  return fresh;
}
