// The compiler that is shipped is cut down at build time: it must still read every text exactly as the original does.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

/** esbuild.compiler.mjs is plain JavaScript: node runs it before anything is built. */
interface Cutter {
  compilerExportsUsedIn(folder: string): Promise<Set<string>>;
  cutCompiler(wanted: ReadonlySet<string>): Promise<string>;
}

const root = join(import.meta.dirname, '..');

let cut: typeof ts;
let source: string;

beforeAll(async () => {
  const cutter = (await import(join(root, 'esbuild.compiler.mjs'))) as Cutter;
  const names = await cutter.compilerExportsUsedIn(join(root, 'src/core/analysis'));
  source = await cutter.cutCompiler(
    new Set([...names, 'createSourceFile', 'forEachChild', 'ScriptTarget', 'ScriptKind']),
  );
  const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    default: typeof ts;
  };
  cut = module.default;
});

/** Kind, flags and extent of every node, and what the parser complains of. */
function tree(compiler: typeof ts, path: string, text: string): string {
  const kind = path.endsWith('x') ? compiler.ScriptKind.TSX : undefined;
  const file = compiler.createSourceFile(path, text, compiler.ScriptTarget.Latest, true, kind);
  const rows: string[] = [];
  const visit = (node: ts.Node): void => {
    rows.push(`${node.kind} ${node.flags} ${node.getStart(file)} ${node.end}`);
    compiler.forEachChild(node, visit);
  };
  visit(file);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
  return [
    ...rows,
    ...parseDiagnostics.map(({ start, messageText }) => `${start ?? ''} ${JSON.stringify(messageText)}`),
  ].join('\n');
}

const files = ['src', 'webview', 'test/workspace'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]sx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);

test.each(files)('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8');
  expect(tree(cut, path, text)).toBe(tree(ts, path, text));
});

describe('texts a parser stumbles over', () => {
  test.each([
    ['empty', 'a.ts', ''],
    ['unfinished', 'a.ts', 'const model = tf.sequential({ layers: ['],
    ['markup', 'a.tsx', 'const view = <p title="x">{items.map((i) => <b key={i}>{i}</b>)}</p>;'],
    ['not markup', 'a.ts', 'const f = <T,>(x: T) => x; const g = <any>f;'],
    ['JSDoc', 'a.js', '/** @type {import("x").Y<number>} @param {string} [a=1] text */ function f(a) {}'],
    ['decorators', 'a.ts', '@dec() class A<T> extends B { @x accessor y = 1; static { this.#z = 2n; } #z; }'],
    ['regular expressions', 'a.js', 'a = /[/\\]]+(?<n>x)\\k<n>/dgimsuy.test(b) / c; `${`${/`/}`}`'],
    ['numbers', 'a.js', 'x = [0b1_0, 0xF_f, 1e-3, .5, 08, 1__0, 3n, 1_]'],
    ['merge conflict', 'a.ts', '<<<<<<< HEAD\nlet a = 1;\n=======\nlet a = 2;\n>>>>>>> other\n'],
    ['shebang and mark', 'a.js', '\ufeff#!/usr/bin/env node\nlet ünïcödé = "\\u{1F600}";'],
  ])('%s', (_, path, text) => {
    expect(tree(cut, path, text)).toBe(tree(ts, path, text));
  });
});

test('the type checker stays at home', () => {
  expect(source).not.toContain('function createTypeChecker(');
  expect(source.length).toBeLessThan(1_500_000);
});
