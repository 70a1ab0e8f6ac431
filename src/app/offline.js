// Has the page kept in this browser, and looks for a new version of it: see service-worker.js.
//
// A new version does not take the place of the one that runs: the page says that it is there (src/app/hooks/new_version.rs)
// and loads it when asked to, through `window.loadNewVersion`.

// A service worker needs a secure connection or this machine's own address; the page in a frame is part of another one.
if (isSecureContext && navigator.serviceWorker && self === top) {
  // The page itself comes first. Without it there is nothing to keep, but perhaps a version that works.
  Promise.resolve(window.pageStarted).catch(() => {}).then(keep);
}

async function keep() {
  const { serviceWorker } = navigator;
  let told = null;
  serviceWorker.addEventListener('controllerchange', keepDigits);
  await look();
  // Somebody comes back to a page that has been open for long.
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look(); });

  async function look() {
    try {
      const answer = await fetch('./', { cache: 'no-cache' });
      if (!answer.ok) return;
      const hash = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
      const version = Array.from(new Uint8Array(hash, 0, 8), byte => byte.toString(16).padStart(2, '0')).join('');
      const registration = await serviceWorker.register(`service-worker.js?${version}`);
      tell(registration);
      registration.installing?.addEventListener('statechange', () => tell(registration));
    } catch {
      // No network, or a browser that keeps nothing: the page works as it is.
    }
  }

  // Says once of a version that it waits. The first of all waits for nobody.
  function tell(registration) {
    const { active, waiting } = registration;
    if (!active || !waiting || waiting.scriptURL === told) return;
    told = waiting.scriptURL;
    window.loadNewVersion = () => {
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      // Another tab may have loaded it already.
      if (registration.waiting) registration.waiting.postMessage('take over'); else location.reload();
    };
    // A page that does not run has nothing to lose.
    if (window.canStart) dispatchEvent(new Event('newversion')); else window.loadNewVersion();
  }
}

// What was fetched before the service worker was there, it has not seen.
function keepDigits() {
  const entries = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/digits.bin'));
  if (entries.some(({ responseStatus }) => responseStatus !== 404)) fetch('digits.bin', { cache: 'force-cache' });
}
