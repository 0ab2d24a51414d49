// Speed of the analysis beside the parser alone and beside ESLint with its recommended rules: one run, rounds interleaved.
// `node test/bench/run.mjs analysis FOLDER…` (folders of JavaScript and TypeScript; the demo workspace without any).
import eslint from '@eslint/js';
import { Linter } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { extract } from '../../src/core/analysis/extract.ts';
import { FileMemory } from '../../src/core/analysis/memory.ts';
import { keystrokes } from './keystrokes.ts';

const rounds = process.argv.includes('--quick') ? 2 : 5;
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

interface File {
  readonly path: string;
  readonly text: string;
}

function filesBelow(folder: string): File[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(m|c)?[jt]sx?$/.test(name) && !/\.d\.ts$|node_modules/.test(name))
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ text }) => text.length < 500_000);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b).at(numbers.length >> 1) ?? NaN;

/** Milliseconds of processor time, which other work on the machine disturbs least. */
function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const parseAll = (files: readonly File[]): void => {
  for (const { path, text } of files) ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false);
};

const analyseAll = (files: readonly File[]): void => {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  // As the command line does: one memory for a run, empty at its beginning.
  const memory = new FileMemory();
  for (const { path } of files) extract({ read: (name) => texts.get(name) }, path, memory);
};

const linter = new Linter();
const recommended = [
  { files: ['**/*'] },
  { languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
  eslint.configs.recommended,
  ...(tseslint.configs.recommended as Linter.Config[]),
];
const eslintAll = (files: readonly File[]): void => {
  for (const { path, text } of files) linter.verify(text, recommended, { filename: path });
};

for (const folder of folders.length > 0 ? folders : ['test/workspace']) {
  const files = filesBelow(folder);
  const lines = files.reduce((sum, { text }) => sum + text.split('\n').length, 0);
  const times: Record<string, number[]> = { parse: [], analysis: [], eslint: [] };
  for (let round = 0; round < rounds; round += 1) {
    times['parse'].push(timed(() => parseAll(files)));
    times['analysis'].push(timed(() => analyseAll(files)));
    if (round < 2) times['eslint'].push(timed(() => eslintAll(files)));
  }
  const [cold, warm] = ['first', 'median'].map(
    (kind) => (name: string) => (kind === 'first' ? times[name][0] : median(times[name].slice(1))),
  );
  console.log(
    `${folder}: ${files.length} files, ${lines} lines; milliseconds, first pass / median of the others`,
  );
  for (const name of Object.keys(times)) {
    console.log(
      `  ${name.padEnd(9)} ${cold(name).toFixed(0).padStart(7)} / ${warm(name).toFixed(0).padStart(6)}   ${(cold('analysis') / cold(name)).toFixed(2)} / ${(warm('analysis') / warm(name)).toFixed(2)} of it for the analysis`,
    );
  }
}

await keystrokes(process.argv.includes('--quick') ? 100 : 400);
