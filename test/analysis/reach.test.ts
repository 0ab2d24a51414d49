// Which files are parsed at all: told from their text, and from what the files they import hand on.
import { expect, test } from 'vitest';
import { extracting } from '../../src/core/analysis/extract.ts';
import { FileMemory } from '../../src/core/analysis/memory.ts';

/** Pauses come after the parser, and after the first part that is run. */
function isParsed(files: Readonly<Record<string, string>>): boolean {
  const work = extracting({ read: (path) => files[path] }, 'main.ts', new FileMemory());
  return work.next().done !== true;
}

const made = 'export const model = tf.sequential();';
const own = "export { tf } from './own';\nexport const version = 2;";

test.each<[string, Record<string, string>]>([
  ['a package', { 'main.ts': `import * as tf from '@tensorflow/tfjs';\n${made}` }],
  ['a package, required', { 'main.ts': `const tf = require("@tensorflow/tfjs-node");\n${made}` }],
  ['a package, in one line', { 'main.ts': 'import{sequential as s}from"@tensorflow/tfjs";s()' }],
  ['a global', { 'main.ts': made }],
  ['a global in a template', { 'main.ts': 'show(`the model: ${tf.sequential().name}`)' }],
  [
    'a file that hands it on',
    {
      'main.ts': `import { tf as t } from './own';\nt.layers.add(); t.sequential()`,
      'own.ts': "export * as tf from '@tensorflow/tfjs';",
    },
  ],
  [
    'a file that imports and exports it',
    {
      'main.ts': `import t from './own';\nt.layers.dense(); t.sequential()`,
      'own.ts': "import * as x from '@tensorflow/tfjs';\nexport { x as default };",
    },
  ],
  [
    'files in a circle',
    {
      'main.ts': `import { tf as t } from './a';\nt.sequential(); t.layers.add()`,
      'a.ts': own.replace('own', 'b'),
      'b.ts': `export * from './a';\nexport * from '@tensorflow/tfjs';`,
    },
  ],
  [
    'a CommonJS file',
    {
      'main.ts': `const { t } = require('./own');\nt.layers.add(); t.sequential()`,
      'own.js': "exports.t = require('@tensorflow/tfjs');",
    },
  ],
])('parsed: %s', (_, files) => {
  expect(isParsed(files)).toBe(true);
});

test.each<[string, Record<string, string>]>([
  ['no word of a library', { 'main.ts': 'export const layers = model.layers;' }],
  [
    'a comment',
    { 'main.ts': `// as tf.sequential() does\nexport const x = { layers: a.layers.map(String) };` },
  ],
  [
    'a text',
    {
      'main.ts': `import { Model } from './own';\nconst text = "tf.sequential()", url = 'http://tf.org';\nlayers.map(sequential)`,
    },
  ],
  [
    'a file that uses it and does not hand it on',
    {
      'main.ts': `import { build } from './own';\nconst model = build(); model.layers.map(sequential)`,
      'own.ts': "import * as tf from '@tensorflow/tfjs';\nexport const build = () => tf.sequential();",
    },
  ],
  [
    'numbers that are tensors',
    {
      'main.ts': `import * as tfc from '@tensorflow/tfjs-core';
        export function train(weights) { return tfc.sigmoid(weights.mul(learningRate)) }`,
    },
  ],
])('not parsed: %s', (_, files) => {
  expect(isParsed(files)).toBe(false);
});
