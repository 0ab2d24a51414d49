// Every regular expression of the source, over long texts made against it. A hostile file has up to eight megabytes, and
// what grows with the square of that never ends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const length = 15_000;
/** In milliseconds. A linear pass takes a tenth of one, a quadratic one some hundred. */
const bound = 40;

/** Patterns that are slow over texts they never meet, and what they meet. */
const bounded: Readonly<Record<string, string>> = {
  'core/analysis/adapters/plain/fans.ts': 'one expression',
  'core/analysis/adapters/plain/objects.ts': 'the blanks before one statement',
  'core/analysis/adapters/plain/parameters.ts': 'one expression',
  'core/analysis/adapters/tfjs-layers/replacements.ts': 'one expression',
  'core/analysis/promises.ts': 'the comments beside one statement',
  'core/analysis/resolution/workspaces.ts': 'one path',
  'core/analysis/weights/edits.ts': 'the end of one statement',
  'core/engine/kernels/webassembly.ts': 'our own module',
  'extension/gitignore.ts': 'one line of a .gitignore',
  'extension/script-blocks.ts': 'a page that its author has opened',
  'extension/suppression.ts': 'one line',
};

interface Pattern {
  readonly file: string;
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

function patterns(): Pattern[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(root, 'src', name), 'utf8');
      const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
      const found: Pattern[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const end = node.text.lastIndexOf('/');
          const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
          const [source, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
          found.push({ file: name, place: `${name}:${line}`, source, flags });
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
}

const usual = [
  ...Array.from(' \na0"\'`\\/*([{<=,.-$'),
  '//',
  '/* ',
  '/*\n',
  '${',
  '\\"',
  "\\'",
  '\\`',
  'a ',
  '// ',
  '{{',
  '<script ',
];

/** Beginnings and what is then repeated: what the pattern itself is made of, and what source is made of. */
function hostile({ source }: Pattern): { starts: string[]; pumps: string[] } {
  const bare = source.replace(/\\[bBdDsSwW]|\\[pP]\{[^}]*\}|\(\?(?:<\w+>|[:=!]|<[=!])/g, ' ');
  const words = [...new Set(bare.match(/[A-Za-z@][\w\-@]*/g) ?? [])].slice(0, 6);
  const own = [...new Set(bare.match(/[^\w\s]/g) ?? [])].slice(0, 10);
  const spaced = words.slice(0, 3).map((word) => `${word} `);
  return {
    starts: ['', ...own.slice(0, 3), ...words.slice(0, 3), ...spaced],
    pumps: [...new Set([...usual, ...own, ...words, ...words.map((word) => `${word} `)])],
  };
}

/** The text over which the pattern is slow, shortened. */
function slowOver(pattern: Pattern): string | undefined {
  const { source, flags } = pattern;
  // Through the whole text, as a search that finds nothing, or a replacement, goes.
  const global = new RegExp(source, /[gy]/.test(flags) ? flags : `${flags}g`);
  const takesLong = (text: string) => {
    const start = performance.now();
    text.replace(global, '');
    return performance.now() - start > bound;
  };
  const { starts, pumps } = hostile(pattern);
  for (const begin of starts) {
    for (const pump of pumps) {
      const text = `${begin}${pump.repeat(Math.ceil(length / pump.length))}\u0001`;
      // A machine that was busy once is not busy thrice.
      if (takesLong(text) && takesLong(text) && takesLong(text)) return `${begin}${pump}${pump}…`;
    }
  }
  return undefined;
}

test('no pattern takes more than linear time over what it may meet', () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(50);
  const slow = all
    .filter(({ file }) => !Object.hasOwn(bounded, file))
    .flatMap((pattern) => {
      const text = slowOver(pattern);
      return text === undefined ? [] : [`${pattern.place} /${pattern.source}/ over ${JSON.stringify(text)}`];
    });
  expect(slow).toEqual([]);
}, 120_000);

test('what is excused is there', () => {
  const files = new Set(patterns().map(({ file }) => file));
  expect(Object.keys(bounded).filter((name) => !files.has(name))).toEqual([]);
});
