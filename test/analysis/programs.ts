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

function mutated(random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const tokens = [...(pick(samples).match(tokenPattern) ?? [])];
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
  return random() < 0.5 ? mutated(random) : grown(random);
};
