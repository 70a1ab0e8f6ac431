// Starts the program, in the page and in its workers: one module, fetched and compiled once.
//
// In the page this script compiles the module, starts it, and defines `startWorker`, which the program calls. A worker is
// this very script again: its first message brings the module and the address of wasm-bindgen's script for it. (Trunk's own
// start keeps no compiled module, and its `data-type="worker"` would compile the same program a second time.)

const isPage = typeof window !== 'undefined';

if (isPage) {
  // Where this is false, check.js has already said why.
  if (window.canStart) startPage().catch(window.cannotStart);
} else {
  self.onmessage = ({ data: { script, module } }) => import(script)
    .then(program => program.default({ module_or_path: module }))
    // Thrown outside the promise, the error reaches the page as this worker's `error` event.
    .catch(error => setTimeout(() => { throw error; }));
}

async function startPage() {
  // Trunk.toml's `pattern_preload` writes both, so that they are on their way before this script runs.
  const address = id => document.getElementById(id).href;
  const script = address('program-script');
  const [program, module] = await Promise.all([import(script), compile(address('program-module'))]);
  window.startWorker = () => {
    const worker = new Worker(import.meta.url, { type: 'module' });
    worker.postMessage({ script, module });
    return worker;
  };
  await program.default({ module_or_path: module });
}

async function compile(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  // Streaming needs the right type, which not every host sends.
  return response.headers.get('Content-Type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
