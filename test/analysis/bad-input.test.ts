// What a linter meets on other people's disks: none of it may throw, hang or take long.
import { describe, expect, test } from 'vitest';
import { outline, read } from '../check.ts';

// The second line takes the file past the text test.
const start = `import * as tf from '@tensorflow/tfjs';\ntf.sequential();\n`;

const hostile: Readonly<Record<string, string>> = {
  empty: '',
  'only the library': start,
  'syntax errors': `${start}const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [2] }) ); }}} class { ( [`,
  binary: `${start}\0\0\0tf.`,
  '20,000 nested brackets': `${start}const a = ${'['.repeat(20_000)}${']'.repeat(20_000)};`,
  '20,000 nested parentheses': `${start}const a = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`,
  '20,000 nested calls': `${start}${'tf.tidy(() => '.repeat(20_000)}1${')'.repeat(20_000)};`,
  'a sum of 20,000 terms': `${start}const units = ${Array.from({ length: 20_000 }, () => '1').join(' + ')};`,
  'a chain of 20,000 calls': `${start}const a = tf${'.a()'.repeat(20_000)};`,
  'a chain of 5,000 conditionals': `${start}const a = ${'x ? 1 : '.repeat(5_000)}2;`,
  '5 MB': `${start}${'const a = tf.zeros([1, 2, 3]);\n'.repeat(170_000)}`,
  'half a megabyte': `${start}${'{ const a = tf.zeros([1, 2, 3]); }\n'.repeat(15_000)}`,
  'an endless loop': `${start}for (;;) { tf.layers.dense({ units: 1 }); } while (true) {} do {} while (1);`,
  'a loop over a billion': `${start}for (let i = 0; i < 1e9; i++) { tf.layers.dense({ units: i }); }`,
  'nested loops': `${start}${'for (let i = 0; i < 100; i++) '.repeat(30)} tf.layers.dense({ units: i });`,
  'memory for a terabyte': `${start}const a = new Float32Array(1e12).fill(0); const b = Array(1e9).fill(a).map((x) => [...x]); tf.tensor(b);`,
  'an endless recursion': `${start}const f = (n) => f(n + 1) + f(n - 1); f(tf.zeros([1]));`,
  'mutual recursion': `${start}function a(x) { return b(x); } function b(x) { return a([x, x]); } a(tf);`,
  'exponential text': `${start}let s = 'x'; for (let i = 0; i < 100; i++) s = s + s; tf.layers.dense({ units: s, name: s });`,
  'exponential arrays': `${start}let s = [1]; for (let i = 0; i < 100; i++) s = [...s, ...s]; tf.tensor(s);`,
  'exponential objects': `${start}let o = {}; for (let i = 0; i < 100; i++) o = { a: o, b: o, ...o }; tf.layers.dense(o);`,
  'prototype names': `${start}const o = { __proto__: null, constructor: 1, toString: 2, hasOwnProperty: 3 }; tf.layers[o.toString](o); tf.constructor(); tf.layers.constructor({}); tf.layers.dense({ __proto__: { units: 4 }, kernelInitializer: 'constructor' });`,
  'a class that extends itself': `${start}class A extends A { constructor() { super(); this.m = tf.sequential(); } } new A();`,
  'a getter that calls itself': `${start}class A { get x() { return this.x; } } tf.layers.dense({ units: new A().x });`,
  'a symbol that is its own source': `${start}let x = tf.input({ shape: [1] }); const l = tf.layers.dense({ units: 1 }); for (let i = 0; i < 1000; i++) x = l.apply(x); tf.model({ inputs: x, outputs: x });`,
  'a model inside itself': `${start}const m = tf.sequential(); m.add(m); m.add(tf.layers.dense({ units: 1 })); m.add(m);`,
  'a doubling model': `${start}let m = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] }); for (let i = 0; i < 60; i++) m = tf.sequential({ layers: [m, m] });`,
  'an array inside itself': `${start}const a = []; a.push(a); tf.tensor(a); a.flat(); tf.sequential({ layers: a }); tf.layers.dense({ units: a, inputShape: a });`,
  'nonsense arguments': `${start}tf.sequential(1); tf.sequential([]); tf.model(); tf.model({ inputs: 1, outputs: tf }); tf.layers.dense(); tf.layers.dense('x'); tf.layers.dense(tf.zeros([1])); tf.layers.nothing({}); new tf.layers.dense(); tf.tensor(); tf.zeros(); tf.fill(); tf.initializers.constant(); tf.train.sgd('x'); tf.model({}).compile(1);`,
  'units -1': `${start}tf.sequential({ layers: [tf.layers.dense({ units: -1, inputShape: [-3] })] });`,
  'units 1e9': `${start}tf.sequential({ layers: [tf.layers.dense({ units: 1e9, inputShape: [1e9] })] });`,
  'units NaN': `${start}tf.sequential({ layers: [tf.layers.dense({ units: NaN, inputShape: [NaN] })] });`,
  'deep closures': `${start}${Array.from({ length: 300 }, (_, i) => `const f${i} = (x) => ${i === 0 ? 'tf.layers.dense({ units: x })' : `f${i - 1}(f${i - 1}(x))`};`).join('\n')}`,
};

describe('hostile and broken files', () => {
  test.each(Object.entries(hostile))('%s', (_, text) => {
    const before = process.cpuUsage();
    const { networks, problems } = read(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
    expect(Array.isArray(networks) && Array.isArray(problems)).toBe(true);
    expect(JSON.stringify(networks).length).toBeLessThan(20_000_000);
  });

  test('a file that is too large, binary or too deep is told', () => {
    for (const name of ['5 MB', 'binary', '20,000 nested brackets']) {
      expect(read(hostile[name]).problems.map(({ message }) => message)).toEqual([
        expect.stringMatching(/too large|binary|too deep/),
      ]);
    }
  });

  test('what surrounds a syntax error is still read', () => {
    expect(
      outline(
        `${start}const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [2] })] });\nconst broken = (;`,
      ),
    ).toBe('model input[2] → [dense_Dense1]\n  dense_Dense1 dense ← [input]');
  });

  test('imports in a circle', () => {
    const source = {
      'a.ts': `import { units } from './b'; import * as tf from '@tensorflow/tfjs'; export const more = units + 1;
        tf.sequential({ layers: [tf.layers.dense({ units: more, inputShape: [2] })] });`,
      'b.ts': `import { more } from './a'; export const units = 7; export const back = more;`,
    };
    expect(outline(source, 'units')).toContain('units=8');
  });

  test('a file that is not there', () => {
    expect(
      read({
        'a.ts': `import x from './gone'; import * as tf from '@tensorflow/tfjs'; tf.layers.dense({ units: x });`,
      }).problems,
    ).toEqual([]);
  });
});
