// The page of the measurements: it starts the workers, ours and those of the peers, and tells how long they took.
// Everything is measured in workers; this page only waits.

// Our worker as src/app/start.js starts it, and one message at a time.
const ours = (() => {
    const inbox = [], readers = [];
    const hear = ({ data }) => {
        const bytes = [...new Uint8Array(data)];
        if (readers.length) readers.shift()(bytes); else inbox.push(bytes);
    };
    let worker;
    const start = async () => {
        const [source, module] = await Promise.all([
            fetch('./app.js').then(response => response.text()),
            WebAssembly.compileStreaming(fetch('./app_bg.wasm')),
        ]);
        const begin = 'self.onmessage = ({ data: module }) => __wbg_init({ module_or_path: module });';
        const script = URL.createObjectURL(new Blob([source, begin], { type: 'text/javascript' }));
        worker = new Worker(script, { type: 'module' });
        worker.onmessage = hear;
        worker.postMessage(module);
    };
    const next = () => inbox.length ? Promise.resolve(inbox.shift()) : new Promise(resolve => readers.push(resolve));
    const post = command => worker.postMessage(Uint8Array.from(command).buffer);
    // It speaks first.
    return { ready: start().then(next), next, post };
})();

// A command without an answer.
window.tell = async command => {
    await ours.ready;
    ours.post(command);
};

// One command, one answer.
window.ask = async command => {
    await ours.ready;
    ours.post(command);
    return ours.next();
};

// Trains a session, with everything that it measures of itself, but takes no frame in between: as after `start` no frame
// is said to be drawn, the worker makes none. Answers the first frame, the last one, and the milliseconds between.
window.session = async ({ start, speed, resume, pause, drawn }, millis) => {
    await ours.ready;
    ours.post(start);
    const first = await ours.next();
    ours.post(speed);
    const begin = performance.now();
    ours.post(resume);
    await new Promise(resolve => setTimeout(resolve, millis));
    ours.post(pause);
    const elapsed = performance.now() - begin;
    // First it says that it takes no more steps.
    await ours.next();
    ours.post(drawn);
    return { first, last: await ours.next(), millis: elapsed };
};

// A worker for each peer, kept from one measurement to the next, so that the engine has compiled it well.
const peers = new Map();
window.peer = (name, workload, millis) => new Promise((resolve, reject) => {
    if (!peers.has(name)) peers.set(name, new Worker('./peer.js'));
    const worker = peers.get(name);
    worker.onmessage = ({ data }) => data.error ? reject(new Error(data.error)) : resolve(data);
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage({ name, workload, millis });
});
