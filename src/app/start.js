// Starts the program, in the page and in its workers: one module, fetched and compiled once.
//
// In the page this script compiles the module, starts it, and defines `startWorker`, which the program calls. A worker's
// script is made of what the page has loaded already, so that workers start without network and never run another version
// than the page's. (Trunk's own start keeps no compiled module, and its `data-type="worker"` would compile the same
// program a second time.)

// Where this is false, check.js has already said why.
if (window.canStart) {
  addEventListener('error', ({ error }) => { if (isTrap(error)) window.hasStopped(error); });
  addEventListener('unhandledrejection', ({ reason }) => { if (isTrap(reason)) window.hasStopped(reason); });
  // offline.js waits for it.
  window.pageStarted = startPage();
  window.pageStarted.catch(error => (isTrap(error) ? window.hasStopped : window.cannotStart)(error));
}

// What ends a WebAssembly program for good: a trap, or a stack that is full.
function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError && /wasm/.test(error.stack);
}

async function startPage() {
  // Trunk.toml's `pattern_preload` writes both, so that they are on their way before this script runs.
  const address = id => document.getElementById(id).href;
  const [script, wasm] = [address('program-script'), address('program-module')];
  const load = query => Promise.all([import(script + query), text(script), compile(wasm)]);
  const [program, source, module] = await load('').catch(async () => {
    // What was cut off or garbled on its way may be what the browser's cache and the service worker keep: loading the page again
    // would bring it back. Once more, past both. (A browser does not import a second time what it could not read.)
    await Promise.all([script, wasm].map(file => text(file, 'reload')));
    return load('?again');
  });
  const workerScript = URL.createObjectURL(new Blob([source, startOfWorker], { type: 'text/javascript' }));
  window.startWorker = () => {
    // A browser that knows no modules in workers, as Firefox before 114, does not ask for the type.
    let knowsModules = false;
    const worker = new Worker(workerScript, { get type() { knowsModules = true; return 'module'; } });
    if (!knowsModules) window.cannotStart();
    worker.postMessage(module);
    return worker;
  };
  await program.default({ module_or_path: module });
}

// Stands behind wasm-bindgen's script, whose start function has this name. The first message is the compiled module.
// Thrown outside the promise, an error reaches the page as this worker's `error` event.
const startOfWorker = `
self.onmessage = ({ data: module }) =>
  __wbg_init({ module_or_path: module }).catch(error => setTimeout(() => { throw error; }));
`;

// The import has just fetched it: the copy in the browser's cache will do.
async function text(address, cache = 'force-cache') {
  return (await fetch(address, { cache })).text();
}

async function compile(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  // Streaming needs the right type, which not every host sends.
  return response.headers.get('Content-Type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
