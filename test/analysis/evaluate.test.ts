// The partial evaluator on tidy and untidy code: what `units` is when the layer is built.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, outline, read } from '../check.ts';
import type { Source } from '../check.ts';

/** The value of units of the first layer: a number, "a|b" for one of several, "?" for unknown. */
function unitsIn(source: Source): string {
  return /units=(\S+)/.exec(outline(source, 'units'))?.[1] ?? 'no layer';
}

const model = (units: string, before = ''): string =>
  `${before}\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: ${units}, inputShape: [4] })] });`;

describe('values', () => {
  test.each([
    ['8', '', '8'],
    ['2 ** 3 + 1 - 1', '', '8'],
    ['UNITS', 'const UNITS = 8;', '8'],
    ['UNITS * 2', 'let UNITS = 2; UNITS = 4;', '8'],
    ['n', 'let n = 1; n += 3; n *= 2;', '8'],
    ['n', 'let n = 7; n++;', '8'],
    ['config.hidden.units', 'const config = { hidden: { units: 8 } };', '8'],
    ['config["units"]', 'const config = { units: 8 };', '8'],
    ['config[key]', 'const key = "units"; const config = { units: 8 };', '8'],
    ['all.units', 'const base = { units: 4 }; const all = { ...base, units: 8 };', '8'],
    ['all.units', 'const all = Object.assign({}, { units: 4 }, { units: 8 });', '8'],
    ['units', 'const { units } = { units: 8 };', '8'],
    ['n', 'const { a: { b: [, n] } } = { a: { b: [1, 8] } };', '8'],
    ['n', 'const [n = 8] = [];', '8'],
    ['n', 'const { n = 8 } = {};', '8'],
    ['rest.units', 'const { other, ...rest } = { other: 1, units: 8 };', '8'],
    ['sizes[1]', 'const sizes = [4, 8];', '8'],
    ['sizes.at(-1)', 'const sizes = [4, 8];', '8'],
    ['sizes.length', 'const sizes = [...Array(8)];', '8'],
    ['Number("8")', '', '8'],
    ['parseInt("8px")', '', '8'],
    ['Math.max(...[2, 8])', '', '8'],
    ['Math.floor(8.5)', '', '8'],
    ['Math.floor(Math.random())', '', '0'],
    ['sizes.reduce((a, b) => a + b, 0)', 'const sizes = [3, 5];', '8'],
    ['sizes.map((x) => x * 2)[1]', 'const sizes = [3, 4];', '8'],
    ['sizes.filter((x) => x > 5)[0]', 'const sizes = [3, 8];', '8'],
    ['a?.b?.c ?? 8', 'const a = { b: undefined };', '8'],
    ['null || 8', '', '8'],
    ['true && 8', '', '8'],
    ['window.big ? 8 : 16', '', '8|16'],
    ['window.units', '', '?'],
    ['window.units || 8', '', '?'],
    ['Size.Large', 'enum Size { Small = 4, Large = 8 }', '8'],
    ['Size.B', 'enum Size { A = 7, B }', '8'],
    ['8 as number', '', '8'],
    ['(8)!', '', '8'],
    ['object.units', 'const object = { get units() { return 8; } };', '8'],
    ['`${4}${2}`.length * 4', '', '8'],
    ['n', 'let n; if (window.x) { n = 8; } else { n = 16; }', '8|16'],
    ['n', 'let n = 8; if (window.x) n = 8;', '8'],
    ['n', 'let n = 8; if (window.x) throw new Error(); ', '8'],
    ['n', 'let n; switch ("b") { case "a": n = 1; break; case "b": n = 8; break; default: n = 3; }', '8'],
    ['n', 'let n; try { n = 8; } catch { n = 8; }', '8'],
    ['n', 'let n = 0; for (let i = 0; i < 4; i++) n += 2;', '8'],
    ['n', 'let n = 0; for (const x of [3, 5]) n += x;', '8'],
    ['n', 'let n = 0; for (const k in { a: 1, b: 2 }) n += 4;', '8'],
    ['n', 'let n = 0; while (n < 8) n++;', '8'],
    ['n', 'let n = 0; for (let i = 0; i < window.many; i++) n += 2;', '?'],
    ['n', 'let n = 0; [3, 5].forEach((x) => { n += x; });', '8'],
    ['shape[0]', 'const shape = []; shape.push(8);', '8'],
  ])('%s after “%s” is %s', (units, before, expected) => {
    expect(unitsIn(model(units, before))).toBe(expected);
  });
});

describe('functions and classes', () => {
  test.each([
    ['f(4)', 'function f(x) { return x * 2; }'],
    ['f(4)', 'const f = (x, y = 2) => x * y;'],
    ['f({ units: 8 })', 'function f({ units }) { return units; }'],
    ['f(1, 2, 5)', 'const f = (...xs) => xs.reduce((a, b) => a + b);'],
    ['f()', 'function f() { if (1 > 2) { return 3; } return 8; }'],
    ['f(8)', 'function f(n) { return n <= 1 ? n : f(n - 1) + 1; }'],
    ['make(4)(2)', 'const make = (a) => (b) => a * b;'],
    ['f.call(null, 8)', 'function f(x) { return x; }'],
    ['f.apply(null, [8])', 'function f(x) { return x; }'],
    ['f.bind(null, 8)()', 'function f(x) { return x; }'],
    ['await f()', 'async function f() { return 8; }'],
    ['new C().units', 'class C { units = 8; }'],
    ['new C(8).units', 'class C { constructor(units) { this.units = units; } }'],
    ['new C(8).units', 'class C { constructor(public units: number) {} }'],
    ['new C().get()', 'class C { #n = 8; get() { return this.#n; } }'],
    ['new C().units', 'class C { get units() { return 8; } }'],
    ['C.units', 'class C { static units = 8; }'],
    ['C.f()', 'class C { static f() { return 8; } }'],
    ['new D().f()', 'class B { f() { return this.n; } } class D extends B { n = 8; }'],
    ['new D().f()', 'class B { f() { return 4; } } class D extends B { f() { return super.f() * 2; } }'],
    [
      'new D(8).n',
      'class B { constructor(n) { this.n = n; } } class D extends B { constructor(n) { super(n); } }',
    ],
    ['new P(8).n', 'function P(n) { this.n = n; }'],
    ['new P().f()', 'function P() {} P.prototype.f = function () { return 8; };'],
    ['o.f()', 'const o = { n: 8, f() { return this.n; } };'],
    ['(() => { try { return 8; } finally { } })()', ''],
    ['N.units', 'namespace N { export const units = 8; }'],
  ])('%s after “%s” is 8', (units, before) => {
    expect(unitsIn(model(units, before))).toBe('8');
  });
});

describe('files that only define', () => {
  test('a function that nobody calls gives a network', () => {
    expect(
      outline(
        `export function build(shape, units = 8) { return tf.sequential({ layers: [tf.layers.dense({ units, inputShape: shape })] }); }`,
        'units',
      ),
    ).toBe('build input? → [dense_Dense1]\n  dense_Dense1 dense units=8 ← [input]');
  });

  test('a class that nobody instantiates, its methods in order', () => {
    expect(
      outline(
        `export class Net {
        constructor(units) { this.model = tf.sequential(); this.units = units; }
        build() { this.model.add(tf.layers.dense({ units: this.units, inputShape: [3] })); }
        head() { this.model.add(tf.layers.dense({ units: 1 })); }
      }`,
        'units',
      ),
    ).toBe(
      'model input[3] → [dense_Dense2]\n  dense_Dense1 dense units=? ← [input]\n  dense_Dense2 dense units=1 ← [dense_Dense1]',
    );
  });

  test('a function called twice makes two networks, with what each was given', () => {
    expect(
      outline(
        `const build = (units) => tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });
        const generator = build(4); const critic = build(8);`,
        'units',
      ),
    ).toBe(
      'generator input[2] → [dense_Dense1]\n  dense_Dense1 dense units=4 ← [input]\ncritic input[2] → [dense_Dense2]\n  dense_Dense2 dense units=8 ← [input]',
    );
  });

  test('a callback of something unknown runs', () => {
    expect(
      read(
        `button.addEventListener('click', async () => { const m = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] }); await m.fit(x, y); });`,
      ).networks,
    ).toHaveLength(1);
  });

  test('layers made in a loop, from a list', () => {
    expect(
      outline(
        `const m = tf.sequential(); m.add(tf.layers.inputLayer({ inputShape: [4] }));
        for (const units of [8, 4]) m.add(tf.layers.dense({ units }));
        [2, 1].forEach((units, i) => m.add(tf.layers.dense({ units, name: \`out\${i}\` })));`,
        'units',
      ),
    ).toBe(
      [
        'm input[4] → [out1]',
        '  dense_Dense1 dense units=8 ← [input]',
        '  dense_Dense2 dense units=4 ← [dense_Dense1]',
        '  out0 dense units=2 ← [dense_Dense2]',
        '  out1 dense units=1 ← [out0]',
      ].join('\n'),
    );
  });

  test('a loop of unknown length leaves what follows without a certain source', () => {
    const text = outline(`const m = tf.sequential(); m.add(tf.layers.dense({ units: 2, inputShape: [4] }));
        for (let i = 0; i < window.depth; i++) m.add(tf.layers.dense({ units: 8 }));
        m.add(tf.layers.dense({ units: 1 }));`);
    expect(text).toContain('dense_Dense3 dense ← [dense_Dense1]|[dense_Dense2]');
  });
});

describe('several files', () => {
  test.each([
    ['named', `import { units } from './b';`, `export const units = 8;`],
    ['default', `import units from './b';`, `export default 8;`],
    ['namespace', `import * as b from './b'; const { units } = b;`, `export const units = 8;`],
    ['renamed', `import { n as units } from './b.js';`, `const n = 8; export { n };`],
    ['a function', `import { f } from './b'; const units = f(4);`, `export function f(x) { return x * 2; }`],
    ['CommonJS', `const { units } = require('./b');`, `module.exports = { units: 8 };`],
    ['exports.x', `const b = require('./b'); const units = b.units;`, `exports.units = 8;`],
    ['JSON', `import data from './b.json'; const units = data.units;`, `{ "units": 8 }`],
  ])('%s', (kind, head, other) => {
    expect(
      unitsIn({ 'src/a.ts': model('units', head), [`src/b.${kind === 'JSON' ? 'json' : 'ts'}`]: other }),
    ).toBe('8');
  });

  test('a re-export, an index file and a star', () => {
    expect(
      unitsIn({
        'a.ts': model('units', `import { units } from './lib';`),
        'lib/index.ts': `export * from './deep'; export { x } from './deep';`,
        'lib/deep.ts': `export const units = 8; export const x = 1;`,
      }),
    ).toBe('8');
  });

  test('a model made in another file is that file’s; a layer from there belongs to this one', () => {
    const files = {
      'train.ts': `import { build, hidden } from './model'; import * as tf from '@tensorflow/tfjs'; const m = build(); m.fit(x, y);
        const mine = tf.sequential({ layers: [hidden(), tf.layers.dense({ units: 1 })] });`,
      'model.ts': `import * as tf from '@tensorflow/tfjs'; export const hidden = () => tf.layers.dense({ units: 8, inputShape: [2], kernelInitializer: 'zeros' });
        export const build = () => tf.sequential({ layers: [hidden()] });`,
    };
    const { networks } = read(files);
    expect(networks.map(({ id }) => id)).toEqual(['mine']);
    expect(networks[0].layers[0].parameters[0].site?.at.file).toBe('model.ts');
    expect(networks[0].layers[0].parameters[0].site?.replacements).toEqual([]);
  });

  test('a folder of files', () => {
    const path = join(import.meta.dirname, 'fixtures', 'several-files');
    expect(outline(folder(path, 'train.js'), 'units')).toBe(
      [
        'model input[4] → [head]',
        '  dense_Dense1 dense units=16 ← [input]',
        '  head dense units=3 ← [dense_Dense1]',
      ].join('\n'),
    );
  });
});
