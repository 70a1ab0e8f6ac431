// The same work by others, in a worker as ours is: the same net, data, batch size, learning rate and loss, for so many
// milliseconds from a fresh start. Answers { samples, milliseconds, first_loss, last_loss, agreement_loss }: the last one after the
// first steps from our weights in our order, where that is possible.

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

// The mini-batches of the first steps that all must agree on.
const first_batches = ({ batch, start }) =>
    Array.from({ length: start.order.length / batch }, (_, i) => Uint32Array.from(start.order.slice(i * batch, (i + 1) * batch)));

// It knows no binary cross-entropy; a softmax over two outputs is the same function with one output more, which our first weights
// do not fit: there it is not asked to agree.
const with_convnetjs = (workload, millis) => {
    const { hidden, activation, batch, lr, x, y, classes, start } = workload;
    // It wants to be in a page.
    self.window = self;
    if (!self.convnetjs) importScripts('convnet-min.js');
    const { Net, Vol, SGDTrainer, Trainer } = self.convnetjs;
    const points = y.map((_, i) => {
        const vol = new Vol(1, 1, x.length, 0);
        x.forEach((numbers, input) => { vol.w[input] = numbers[i]; });
        return vol;
    });
    const fresh = () => {
        const net = new Net();
        net.makeLayers([
            { type: 'input', out_sx: 1, out_sy: 1, out_depth: x.length },
            ...hidden.map(units => ({ type: 'fc', num_neurons: units, activation })),
            { type: 'softmax', num_classes: classes ?? 2 },
        ]);
        const trainer = new (SGDTrainer ?? Trainer)(net, { learning_rate: lr, momentum: 0, batch_size: batch, l2_decay: 0 });
        const step = indices => { for (const i of indices) trainer.train(points[i], y[i]); };
        const loss = () => y.reduce((sum, y, i) => sum - Math.log(net.forward(points[i]).w[y]), 0) / y.length;
        return { net, step, loss };
    };
    const agreement = () => {
        const { net, step, loss } = fresh();
        net.layers.filter(layer => layer.layer_type === 'fc').forEach((layer, l) => layer.filters.forEach((filter, unit) => {
            const fan_in = filter.w.length;
            for (let i = 0; i < fan_in; i++) filter.w[i] = start.weights[l][unit * fan_in + i];
            layer.biases.w[unit] = start.biases[l][unit];
        }));
        first_batches(workload).forEach(step);
        return loss();
    };
    const agreement_loss = classes ? agreement() : null;
    const { step, loss } = fresh();
    const first_loss = loss();
    const timed = train({ batch, y }, millis, step);
    return { ...timed, first_loss, last_loss: loss(), agreement_loss };
};

const with_tensorflow = backend => async (workload, millis) => {
    const { hidden, activation, batch, lr, x, y, classes, start } = workload;
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
    const widths = [x.length, ...hidden, classes ?? 1], inputs = x.length, outputs = classes ?? 1;
    const batch_of = indices => {
        const numbers = new Float32Array(inputs * indices.length), targets = new Float32Array(outputs * indices.length);
        indices.forEach((i, at) => {
            for (let input = 0; input < inputs; input++) numbers[inputs * at + input] = x[input][i];
            if (classes) targets[outputs * at + y[i]] = 1; else targets[at] = y[i];
        });
        return [tf.tensor2d(numbers, [indices.length, inputs]), tf.tensor2d(targets, [indices.length, outputs])];
    };
    // Weights [in, out] and biases of each layer.
    const net_of = initial => {
        const layers = initial.map(pair => pair.map(tensor => tf.variable(tensor)));
        const output = x => layers.reduce((a, [w, b], i) => {
            const z = a.matMul(w).add(b);
            return i < hidden.length ? z[activation]() : z;
        }, x);
        const mean_loss = (x, y) => (classes ? tf.losses.softmaxCrossEntropy : tf.losses.sigmoidCrossEntropy)(y, output(x));
        const loss = () => tf.tidy(() => mean_loss(...batch_of(Uint32Array.from(y, (_, i) => i))).dataSync()[0]);
        const optimizer = tf.train.sgd(lr), variables = layers.flat();
        const step = indices => tf.tidy(() => {
            const [x, t] = batch_of(indices);
            optimizer.minimize(() => mean_loss(x, t), false, variables);
        });
        return { loss, step, dispose: () => variables.forEach(variable => variable.dispose()) };
    };
    const given = net_of(start.weights.map((w, i) => [tf.tidy(() => tf.tensor2d(w, [widths[i + 1], widths[i]]).transpose()), tf.tensor1d(start.biases[i])]));
    first_batches(workload).forEach(given.step);
    const agreement_loss = given.loss();
    given.dispose();
    const net = net_of(widths.slice(1).map((units, i) => [
        tf.randomNormal([widths[i], units], 0, Math.sqrt((activation === 'relu' ? 2 : 1) / widths[i])),
        tf.zeros([units]),
    ]));
    const first_loss = net.loss();
    const timed = train({ batch, y }, millis, net.step);
    const last_loss = net.loss();
    net.dispose();
    return { ...timed, first_loss, last_loss, agreement_loss };
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
