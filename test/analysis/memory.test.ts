// What is remembered from one analysis to the next changes no answer, and does not grow.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { extract } from '../../src/core/analysis/extract.ts';
import { FileMemory } from '../../src/core/analysis/memory.ts';
import { analyse, Memory } from '../../src/core/index.ts';
import { longFile } from '../bench/long-file.ts';
import { randomSource, samples } from './programs.ts';

const edits = Number(process.env['EDITS'] ?? 3000);

/** What is typed, pasted and left unfinished. */
const snippets: readonly string[] = [
  'x',
  ' ',
  '\n',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  ';',
  ',',
  '.',
  "'",
  '"',
  '`',
  '/*',
  '*/',
  '//',
  '${',
  '=>',
  '<',
  '0',
  'await ',
  'async ',
  'return ',
  'units: 4, ',
  `kernelInitializer: 'zeros', `,
  'model.add(tf.layers.flatten());',
  'const a = tf.variable(tf.zeros([2, 2]));',
  'if (x) {',
  '} else {',
  'function f() {',
  'export ',
  'class A {',
  '/x/',
  'é',
  '\u{1F600}',
];

function editAtRandom(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const kind = random();
  const length = kind < 0.3 ? 1 + Math.floor(random() ** 3 * 40) : 0;
  const inserted = kind < 0.2 ? '' : (snippets[Math.floor(random() * snippets.length)] ?? '');
  return text.slice(0, at) + inserted + text.slice(at + length);
}

describe('random edits give what a fresh analysis gives', () => {
  test.each(samples.map((sample, index) => [index, sample] as const))('sample %i', (index, sample) => {
    const random = randomSource(index + 1);
    const memory = new FileMemory();
    const original = sample.replaceAll('; ', ';\n');
    let text = original;
    for (let edit = 0; edit < edits / samples.length; edit += 1) {
      // A text that has been torn apart holds little to analyse: begin again now and then.
      text = edit % 40 === 0 ? original : editAtRandom(text, random);
      const project = { read: (path: string) => (path === 'a.js' ? text : undefined) };
      expect(extract(project, 'a.js', memory), text).toEqual(extract(project, 'a.js'));
    }
  });

  test('in a long file, judgements and findings too', () => {
    const random = randomSource(7);
    const memory = new Memory();
    let text = longFile;
    for (let edit = 0; edit < 25; edit += 1) {
      text = edit % 10 === 9 ? longFile : editAtRandom(text, random);
      const project = { read: () => text };
      expect(analyse(project, 'a.js', { memory })).toEqual(analyse(project, 'a.js'));
    }
  });

  test('in an imported file', () => {
    const memory = new FileMemory();
    const main = `import { units } from './b'; const m = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });`;
    for (const other of [
      'export const units = 1;',
      '\nexport const units = 12;',
      'const units = 2; export {};',
    ]) {
      const project = { read: (path: string) => ({ 'a.ts': main, 'b.ts': other })[path] };
      expect(extract(project, 'a.ts', memory)).toEqual(extract(project, 'a.ts'));
    }
  });
});

test('10,000 edits do not fill the memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const memory = new Memory();
  const lines = longFile.slice(0, longFile.indexOf('export async function train')).split('\n');
  const statements = lines.flatMap((line, at) => (line.endsWith(';') ? [at] : []));
  let after1000 = 0;
  for (let edit = 1; edit <= 10_000; edit += 1) {
    // Long names, at another place each time: pieces of text that could hold on to the whole.
    const at = statements[(edit * 7) % statements.length] ?? 0;
    lines[at] =
      `${(lines[at] ?? '').replace(/ void aNameOfManyLetters\d*;$/, '')} void aNameOfManyLetters${edit};`;
    const text = lines.join('\n');
    analyse({ read: () => text }, 'a.js', { memory });
    if (edit === 1000) after1000 = heap();
  }
  expect(heap() - after1000).toBeLessThan(10);
}, 120_000);
