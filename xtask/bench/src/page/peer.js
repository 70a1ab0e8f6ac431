// The same work by others, in a worker as ours is: the same net, data, batch size, learning rate and loss, for so many
// milliseconds from a fresh start. Answers { samples, milliseconds, first_loss, last_loss }.

const shuffled = count => {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
};

// Calls step(indices) with one mini-batch after the other, a fresh permutation each epoch, until the time is over.
const train = ({ batch, y }, millis, step) => {
    const start = performance.now();
    let samples = 0, now = start;
    while (now - start < millis) {
        const order = shuffled(y.length);
        for (let at = 0; at < order.length && now - start < millis; at += batch) {
            const indices = order.subarray(at, at + batch);
            step(indices);
            samples += indices.length;
            now = performance.now();
        }
    }
    return { samples, milliseconds: now - start };
};

// It knows no binary cross-entropy; a softmax over two outputs is the same function with one output more.
const with_convnetjs = ({ hidden, activation, batch, lr, x1, x2, y }, millis) => {
    // It wants to be in a page.
    self.window = self;
    if (!self.convnetjs) importScripts('convnet-min.js');
    const { Net, Vol, SGDTrainer, Trainer } = self.convnetjs;
    const net = new Net();
    net.makeLayers([
        { type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 },
        ...hidden.map(units => ({ type: 'fc', num_neurons: units, activation })),
        { type: 'softmax', num_classes: 2 },
    ]);
    const trainer = new (SGDTrainer ?? Trainer)(net, { learning_rate: lr, momentum: 0, batch_size: batch, l2_decay: 0 });
    const points = y.map((_, i) => {
        const vol = new Vol(1, 1, 2, 0);
        [vol.w[0], vol.w[1]] = [x1[i], x2[i]];
        return vol;
    });
    const loss = () => y.reduce((sum, y, i) => sum - Math.log(net.forward(points[i]).w[y]), 0) / y.length;
    const first_loss = loss();
    const timed = train({ batch, y }, millis, indices => {
        for (const i of indices) trainer.train(points[i], y[i]);
    });
    return { ...timed, first_loss, last_loss: loss() };
};

const with_tensorflow = backend => async ({ hidden, activation, batch, lr, x1, x2, y }, millis) => {
    if (!self.tf) {
        importScripts('tf.es2017.min.js');
        if (backend === 'wasm') {
            importScripts('tf-backend-wasm.es2017.min.js');
            tf.wasm.setWasmPaths('./');
        }
        tf.enableProdMode();
        await tf.setBackend(backend);
        await tf.ready();
        if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js took ${tf.getBackend()}, not ${backend}`);
    }
    const widths = [2, ...hidden, 1];
    const layers = widths.slice(1).map((units, i) => [
        tf.variable(tf.randomNormal([widths[i], units], 0, Math.sqrt((activation === 'relu' ? 2 : 1) / widths[i]))),
        tf.variable(tf.zeros([units])),
    ]);
    const output = x => layers.reduce((a, [w, b], i) => {
        const z = a.matMul(w).add(b);
        return i < hidden.length ? z[activation]() : z;
    }, x);
    const mean_loss = (x, y) => tf.losses.sigmoidCrossEntropy(y, output(x));
    const batch_of = indices => {
        const x = new Float32Array(2 * indices.length), t = new Float32Array(indices.length);
        indices.forEach((i, at) => { [x[2 * at], x[2 * at + 1], t[at]] = [x1[i], x2[i], y[i]]; });
        return [tf.tensor2d(x, [indices.length, 2]), tf.tensor2d(t, [indices.length, 1])];
    };
    const loss = () => tf.tidy(() => mean_loss(...batch_of(Uint32Array.from(y, (_, i) => i))).dataSync()[0]);
    const optimizer = tf.train.sgd(lr), variables = layers.flat();
    const first_loss = loss();
    const timed = train({ batch, y }, millis, indices => tf.tidy(() => {
        const [x, t] = batch_of(indices);
        optimizer.minimize(() => mean_loss(x, t), false, variables);
    }));
    const last_loss = loss();
    variables.forEach(variable => variable.dispose());
    return { ...timed, first_loss, last_loss };
};

// Not a trainer: operations per second of multiplications and additions that never leave the registers.
const simd_peak = async (_, millis) => {
    self.peak ??= (await WebAssembly.instantiateStreaming(fetch('peak.wasm'))).instance.exports;
    const start = performance.now();
    let operations = 0, value = 0, now = start;
    for (; now - start < millis; now = performance.now()) {
        const rounds = 1e6;
        value += self.peak.multiply_and_add(rounds);
        operations += rounds * self.peak.operations_per_round();
    }
    if (!(value > 0)) throw new Error(`the sum of the peak is ${value}`);
    return { samples: operations, milliseconds: now - start, first_loss: 1, last_loss: 0 };
};

const JOBS = {
    convnetjs: with_convnetjs,
    'tfjs-cpu': with_tensorflow('cpu'),
    'tfjs-wasm': with_tensorflow('wasm'),
    peak: simd_peak,
};

onmessage = async ({ data: { name, workload, millis } }) => {
    try {
        postMessage(await JOBS[name](workload, millis));
    } catch (error) {
        postMessage({ error: `${name}: ${error.message ?? error}` });
    }
};
