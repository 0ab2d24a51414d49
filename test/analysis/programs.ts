// Random programs for the fuzz test: mutated samples, and programs put together from the pieces models are made of.

/** A small generator (mulberry32): the same seed gives the same programs everywhere. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const samples: readonly string[] = [
  `import * as tf from '@tensorflow/tfjs'; const model = tf.sequential(); model.add(tf.layers.dense({ units: 8, inputShape: [4], kernelInitializer: 'zeros' })); model.add(tf.layers.dense({ units: 1 })); model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) }); model.fit(xs, ys, { epochs: 10 });`,
  `const { sequential, layers } = require('@tensorflow/tfjs'); function build({ units = 8, deep = false } = {}) { const m = sequential(); m.add(layers.dense({ units, inputShape: [2] })); if (deep) m.add(layers.dense({ units: units * 2 })); for (let i = 0; i < 3; i++) m.add(layers.dropout({ rate: 0.1 * i })); return m; } build({ deep: true });`,
  `class Net { #model; constructor(n) { const input = tf.input({ shape: [n] }); let x = input; for (const units of [8, 4]) x = tf.layers.dense({ units }).apply(x); this.#model = tf.model({ inputs: input, outputs: x }); } get model() { return this.#model; } init() { this.#model.setWeights(this.#model.getWeights().map((w) => tf.zeros(w.shape))); } } new Net(3).model.layers.forEach((l) => { l.trainable = false; });`,
  `const w = tf.variable(tf.zeros([2, 3])); const b = tf.variable(tf.fill([3], Math.random())); const predict = (x) => tf.tidy(() => x.matMul(w).add(b).relu()); const optimizer = tf.train.adam(); for (let i = 0; i < 100; i++) optimizer.minimize(() => predict(xs).sub(ys).square().mean());`,
  `class Mine extends tf.layers.Layer { build(s) { this.k = this.addWeight('k', [s[1], 4], 'float32', tf.initializers.constant({ value: 0.5 })); } call(x) { return x; } } const m = tf.sequential({ layers: [new Mine(), ...[1, 2].map((units) => tf.layers.dense({ units })), tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }) })] });`,
  `declare const tf: any, big: boolean; const config = { units: 2 }; if (big) config.kernelInitializer = 'zeros'; class Own extends tf.layers.Layer { build() { this.k = this.addWeight('k', [2, 2], null, { apply: (shape) => tf.fill(shape, 0.5) }); this.k.write(tf.zeros([2, 2])); } } const first = tf.layers.dense({ ...config, ...(big && { weights: [tf.variable(tf.ones([2, 2])), tf.zeros([2])] }), kernel_initializer: tf.initializers.randomNormal({ std: 0 }) }); const m = tf.sequential({ layers: [first, new first.constructor(first.getConfig()), new Own(), tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: [tf.layers.lstmCell({ units: 1, unitForgetBias: true, recurrentInitializer: 'identity', weights: [] })] }) }), tf.layers.timeDistributed({ layer: tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }), weights: [[0]] }) })] }); m.layers[3].setWeights([tf.zeros([2, 4])]); m.loadWeights(url);`,
  `const { Layer, Network, Neuron, Trainer, Architect } = require('synaptic'); const a = new Layer(2), b = new Layer(3), c = new Layer(1); const l = a.project(b, Layer.connectionType.ALL_TO_ALL, 0.5); b.project(c); b.set({ squash: Neuron.squash.RELU, bias: 0 }); l.list.forEach((one) => { one.weight = 0; }); for (const id in l.connections) l.connections[id].weight = 1; b.list[0].bias = 2; const net = new Network({ input: a, hidden: [b], output: c }); new Trainer(net, { rate: 0.1 }).train([{ input: [0, 1], output: [1] }]); net.neurons().map(({ neuron }) => neuron.bias); Network.fromJSON({ neurons: [{ layer: 'input' }, { layer: 'output' }], connections: [{ from: 0, to: 1, weight: 1 }] }); new Architect.Perceptron(2, 3, 1).reset();`,
  `const { architect, Group, Node, Layer, Network, methods } = require('neataptic'); const net = new architect.Perceptron(2, 3, 1); net.nodes.forEach((n) => { n.bias = 0; n.squash = methods.activation.TANH; n.connections.in.forEach((c) => { c.weight = 0.1; }); }); net.set({ bias: 0 }); net.train([], { rate: 0.1, dropout: 0.2 }); const g = new Group(2), h = new Node({ bias: 1 }), o = new Layer.Dense(1); g.connect(h, methods.connection.ONE_TO_ONE, 0); h.connect(o, 2); h.gate(g.connect(o)); architect.Construct([g, h, o]).evolve(); new Network(2, 1).connect(g, h, 1);`,
  `const convnetjs = require('convnetjs'); const defs = []; defs.push({ type: 'input', out_sx: 4, out_sy: 4, out_depth: 1 }); defs.push({ type: 'conv', sx: 3, filters: 2, stride: 1, pad: 1, activation: 'relu' }); defs.push({ type: 'pool', sx: 2 }); defs.push({ type: 'fc', num_neurons: 3, drop_prob: 0.5, bias_pref: 0 }); defs.push({ type: 'softmax', num_classes: 2 }); const net = new convnetjs.Net(); net.makeLayers(defs); net.layers[1].filters.forEach((f) => f.setConst(0)); net.layers[5].filters[0] = new convnetjs.Vol(1, 1, 8, 0); net.layers[5].biases.w[0] = 1; net.layers[1].filters[0].set(0, 0, 0, 2); new convnetjs.Trainer(net, { method: 'adam' }).train(x, 1);`,
  `const brain = require('brain.js'); const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }); net.initialize(); for (let l = 1; l < net.weights.length; l++) for (const row of net.weights[l]) row.fill(0); net.biases[1][0] = 1; net.train([{ input: { a: 1 }, output: [1] }], { praxis: 'adam' }); new brain.NeuralNetwork().fromJSON({ layers: [{ weights: [], biases: [] }, { weights: [[1, 2]], biases: [0] }] }); const { layer } = brain; new brain.FeedForward({ inputLayer: () => layer.input({ height: 2 }), hiddenLayers: [(i) => layer.relu(layer.add(layer.multiply(layer.zeros({ height: 3, width: i.height }), i), layer.random({ height: 3, std: 0 })))], outputLayer: (i) => layer.output({ height: 1 }, i) }); new brain.recurrent.LSTM({ hiddenLayers: [4] });`,
  `import FNN from 'ml-fnn'; import { NeuralNetwork, Tensor, Trainers } from 'toygrad'; const net = new FNN({ hiddenLayers: [3] }); net.buildNetwork(2, 2); for (const { W } of net.model) { W.fill(0); W.set(0, 0, 1); W.mul(0); } net.train([[0, 1]], ['a']); FNN.load({ model: 'FNN', hiddenLayers: [1], layers: [{ W: [[1, 2]], b: [[0]] }] }); const nn = new NeuralNetwork({ layers: [{ type: 'input', sx: 1, sy: 1, sz: 2 }, { type: 'dense', filters: 2, bias: 0 }, { type: 'leakyrelu' }, { type: 'dense', filters: 1 }, { type: 'regression' }] }); nn.layers[1].filters[0].w.fill(0); nn.layers[1].filters[1] = new Tensor(1, 1, 2, 0); new Trainers.Adam(nn).train(x, 1); ml5.neuralNetwork({ task: 'regression', inputs: 2, outputs: 1, layers: [{ type: 'dense', units: 8, kernelInitializer: 'zeros' }, { type: 'dense' }] }).train(done);`,
  `switch (kind) { case 'a': model = tf.sequential(); break; default: model = tf.model({ inputs, outputs }); } try { await model.loadWeights(url); } catch (e) { console.log(e); } finally { model.summary(); } export default model; label: for (const k in { a: 1 }) { continue label; }`,
];

const hostile: readonly string[] = [
  '1e999',
  '-1',
  'NaN',
  '1e12',
  'undefined',
  'null',
  '[]',
  '{}',
  'tf',
  'this',
  'arguments',
  'super.x()',
  'new Array(1e9).fill(0)',
  '(() => f())()',
  '...x',
  'await x',
  'yield x',
  '`${tf}`',
  '/x/',
  '<div>{tf}</div>',
  'x = x',
  'delete x.y',
  'import("x")',
  'class { static { tf; } }',
  '__proto__',
  'constructor',
  'function* () {}',
  'async () => {}',
  'net',
  'net.layers',
  'new Layer(2)',
  'hidden',
  'model',
  'model.add(model)',
  'tf.layers',
  'tf.layers.dense',
  'tf.sequential()',
  '[].concat([[]])',
  'Object.assign(tf, tf)',
  '!0',
  '~~x',
];

const tokenPattern = /\s+|[\w$#]+|'[^']*'|=>|[{}()[\];,.]|[^\s\w]/g;

/** A text with a few of its tokens taken away, doubled, exchanged, or replaced by what nobody expects there. */
export function mutated(random: () => number, texts: readonly string[]): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const tokens = [...(pick(texts).match(tokenPattern) ?? [])];
  const changes = 1 + Math.floor(random() * 6);
  for (let change = 0; change < changes; change += 1) {
    const at = Math.floor(random() * tokens.length);
    const other = Math.floor(random() * tokens.length);
    const kind = Math.floor(random() * 6);
    if (kind === 0) tokens.splice(at, 1);
    else if (kind === 1) tokens.splice(at, 0, tokens[other] ?? '');
    else if (kind === 2) tokens[at] = pick(hostile);
    else if (kind === 3) tokens.splice(at, 0, ` ${pick(hostile)} `);
    else if (kind === 4)
      tokens.splice(at, Math.floor(random() * 12), ...tokens.slice(other, other + Math.floor(random() * 12)));
    else [tokens[at], tokens[other]] = [tokens[other] ?? '', tokens[at] ?? ''];
  }
  return tokens.join('');
}

/** A program made of statements and expressions at random, most of it meaningless but well formed. */
function grown(random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const name = (): string => pick(['a', 'b', 'c', 'x', 'model', 'layer', 'w']);
  const expression = (depth: number): string => {
    if (depth <= 0) return pick([name(), '1', '0', `'zeros'`, '[]', '{}', 'tf', 'null', '2.5', `'relu'`]);
    const inner = (): string => expression(depth - 1);
    return pick<() => string>([
      () =>
        `tf.layers.${pick(['dense', 'lstm', 'dropout', 'add', 'flatten', 'nothing'])}({ units: ${inner()}, inputShape: [${inner()}], kernelInitializer: ${inner()}, ...${inner()} })`,
      () => `tf.sequential({ layers: [${inner()}, ${inner()}] })`,
      () => `tf.model({ inputs: ${inner()}, outputs: ${inner()} })`,
      () => `tf.input({ shape: [${inner()}] })`,
      () => `${name()}.apply(${inner()})`,
      () => `${name()}.add(${inner()})`,
      () => `tf.variable(${inner()})`,
      () => `${inner()}.matMul(${inner()})`,
      () => `${name()}.setWeights([${inner()}, ${inner()}])`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
      () => `(${inner()} ${pick(['+', '*', '&&', '||', '??', '===', '<', ','])} ${inner()})`,
      () => `((${name()}, ${name()} = ${inner()}) => ${inner()})(${inner()})`,
      () =>
        `[${inner()}, ...${inner()}].${pick(['map', 'filter', 'forEach', 'reduce', 'flatMap'])}((${name()}) => ${inner()})`,
      () =>
        `{ ${name()}: ${inner()}, [${inner()}]: ${inner()} }.${name()}`
          .replace(/^/, '(')
          .replace('}.', '}).'),
      () =>
        `new (class extends ${pick(['Object', 'tf.layers.Layer', name()])} { ${name()} = ${inner()}; ${name()}() { return ${inner()}; } })()`,
      () => `tf.initializers.${pick(['zeros', 'constant', 'randomUniform', 'heNormal'])}(${inner()})`,
      () => `tf.${pick(['zeros', 'ones', 'fill', 'randomNormal', 'tensor'])}(${inner()}, ${inner()})`,
    ])();
  };
  const statement = (depth: number): string => {
    const block = (): string => `{ ${statement(depth - 1)} ${statement(depth - 1)} }`;
    if (depth <= 0) return `${expression(1)};`;
    return pick<() => string>([
      () => `var ${name()} = ${expression(depth)};`,
      () => `${name()} = ${expression(depth)};`,
      () => `${name()}.${name()} = ${expression(depth)};`,
      () => `if (${expression(1)}) ${block()} else ${block()}`,
      () => `for (var ${name()} = 0; ${name()} < ${pick(['3', '1e9', name()])}; ${name()}++) ${block()}`,
      () => `for (var ${name()} of ${expression(1)}) ${block()}`,
      () => `while (${expression(1)}) { ${statement(depth - 1)} ${pick(['break;', 'continue;', ''])} }`,
      () =>
        `function ${name()}(${name()}, { ${name()} } = {}) { ${statement(depth - 1)} return ${expression(1)}; }`,
      () => `try ${block()} catch (${name()}) ${block()} finally ${block()}`,
      () =>
        `switch (${expression(1)}) { case ${expression(1)}: ${statement(depth - 1)} break; default: ${statement(depth - 1)} }`,
      () =>
        `${name()}.compile({ loss: ${expression(1)}, optimizer: ${expression(1)} }); ${name()}.fit(${expression(1)});`,
      () => `${expression(depth)};`,
    ])();
  };
  return `import * as tf from '@tensorflow/tfjs'; tf.sequential; ${Array.from({ length: 1 + Math.floor(random() * 6) }, () => statement(1 + Math.floor(random() * 3))).join('\n')}`;
}

export const programFor = (seed: number): string => {
  const random = randomSource(seed);
  return random() < 0.5 ? mutated(random, samples) : grown(random);
};
