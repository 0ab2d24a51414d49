// Which file an import means, one row a case: files of the project by path, the specifier, and what is found.
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/core/analysis/resolution/config-files.ts';
import { join, matched } from '../../src/core/analysis/resolution/paths.ts';
import { Resolver } from '../../src/core/analysis/resolution/resolver.ts';

type Files = Readonly<Record<string, string>>;

const resolved = (files: Files, specifier: string, from = 'src/app/main.ts'): string | undefined =>
  new Resolver({ read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) }).resolve(
    specifier,
    from,
  )?.path;

const json = (value: unknown): string => JSON.stringify(value);
const tsconfig = (compilerOptions: object, rest: object = {}): string => json({ compilerOptions, ...rest });

describe('relative paths', () => {
  test.each([
    ['./b', { 'src/app/b.ts': '' }, 'src/app/b.ts'],
    ['./b.js', { 'src/app/b.ts': '' }, 'src/app/b.ts'],
    ['./b.jsx', { 'src/app/b.tsx': '' }, 'src/app/b.tsx'],
    ['./b.mjs', { 'src/app/b.mts': '' }, 'src/app/b.mts'],
    ['..', { 'src/index.ts': '' }, 'src/index.ts'],
    ['.', { 'src/app/index.js': '' }, 'src/app/index.js'],
    ['../b', { 'src/b/index.tsx': '' }, 'src/b/index.tsx'],
    ['./model.json', { 'src/app/model.json': '{}' }, 'src/app/model.json'],
    ['./model.json?raw', { 'src/app/model.json': '{}' }, 'src/app/model.json'],
    ['./b.config', { 'src/app/b.config.ts': '' }, 'src/app/b.config.ts'],
    ['../../../b', { 'b.ts': '', '../b.ts': '' }, '../b.ts'],
    ['/src/b', { 'src/b.ts': '' }, 'src/b.ts'],
    ['./gone', { 'gone.ts': '' }, undefined],
    ['https://esm.sh/b', { 'b.ts': '' }, undefined],
    ['node:fs', { 'fs.ts': '' }, undefined],
  ] satisfies [string, Files, string | undefined][])('%s', (specifier, files, path) => {
    expect(resolved(files, specifier)).toBe(path);
  });
});

describe('mapped paths', () => {
  const files = { 'src/b.ts': '', 'src/lib/b.ts': '', 'src/lib/deep/c.ts': '' };
  test.each([
    ['b', tsconfig({ baseUrl: 'src' }), 'src/b.ts'],
    ['@/b', tsconfig({ paths: { '@/*': ['src/*'] } }), 'src/b.ts'],
    ['@/b', tsconfig({ paths: { '@/*': ['gone/*', './src/*'] } }), 'src/b.ts'],
    ['@/b', tsconfig({ baseUrl: './src', paths: { '@/*': ['lib/*'] } }), 'src/lib/b.ts'],
    ['@/b', tsconfig({ paths: { '@/*': ['${configDir}/src/*'] } }), 'src/b.ts'],
    [
      'lib/deep/c',
      tsconfig({ paths: { '*': ['src/b'], 'lib/*': ['src/*'], 'lib/deep/*': ['src/lib/deep/*'] } }),
      'src/lib/deep/c.ts',
    ],
    ['exact', tsconfig({ paths: { exact: ['src/b.ts'], '*': ['src/lib/*'] } }), 'src/b.ts'],
    ['c.model', tsconfig({ paths: { '*.model': ['src/lib/deep/*'] } }), 'src/lib/deep/c.ts'],
    ['@/b', tsconfig({ paths: { '@/*': 'src/*' } }), 'src/b.ts'],
    ['b', tsconfig({ paths: {} }), undefined],
    ['@/b', 'not { JSON', undefined],
    ['@/b', '[]', undefined],
    ['@/b', tsconfig({ paths: [null, 1] }), undefined],
  ] satisfies [string, string, string | undefined][])('%s with %s', (specifier, config, path) => {
    expect(resolved({ ...files, 'tsconfig.json': config }, specifier)).toBe(path);
  });

  test('the nearest configuration counts, with what it extends', () => {
    const paths = { '@/*': ['./lib/*'] };
    const all = {
      ...files,
      'tsconfig.json': tsconfig({ paths: { '@/*': ['./src/*'] } }),
      'src/tsconfig.json': json({ extends: ['./none.json', '../config/base'] }),
      'config/base.json': json({ extends: './deeper.json' }),
      'config/deeper.json': tsconfig({ baseUrl: '../src', paths }),
    };
    expect(resolved(all, '@/b')).toBe('src/lib/b.ts');
    expect(resolved(all, '@/b', 'test/main.ts')).toBe('src/b.ts');
  });

  test('a configuration that extends itself', () => {
    expect(resolved({ ...files, 'tsconfig.json': json({ extends: './tsconfig.json' }) }, '@/b')).toBe(
      undefined,
    );
  });

  test('a configuration in a package of the repository', () => {
    const all = {
      'package.json': json({ workspaces: { packages: ['tools/*'] } }),
      'tools/tsconfig/package.json': json({ name: '@acme/tsconfig' }),
      'tools/tsconfig/base.json': tsconfig({ paths: { '@/*': ['../../src/*'] } }),
      'src/tsconfig.json': json({ extends: '@acme/tsconfig/base.json' }),
      'src/b.ts': '',
    };
    expect(resolved(all, '@/b')).toBe('src/b.ts');
  });
});

describe('packages', () => {
  const repository = (manifest: object, files: Files): Files => ({
    'package.json': json({ workspaces: ['packages/*'] }),
    'packages/b/package.json': json({ name: '@acme/b', ...manifest }),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/b/${path}`, text])),
  });
  test.each([
    ['@acme/b', { main: './dist/index.js' }, 'src/index.ts'],
    ['@acme/b', { main: 'main.js' }, 'main.js'],
    ['@acme/b', { exports: './dist/index.js' }, 'src/index.ts'],
    ['@acme/b', { exports: { '.': './lib/esm/model.js' } }, 'src/model.tsx'],
    ['@acme/b', { exports: { '.': [{ types: './gone.d.ts' }, './main.js'] } }, 'main.js'],
    ['@acme/b', { source: 'source/all.ts', main: './dist/index.js' }, 'source/all.ts'],
    ['@acme/b', { exports: { '.': { import: './main.js', source: './source/all.ts' } } }, 'source/all.ts'],
    ['@acme/b', {}, 'src/index.ts'],
    ['@acme/b/model', { exports: { './*': './dist/*.js' } }, 'src/model.tsx'],
    ['@acme/b/model', {}, 'src/model.tsx'],
    ['@acme/b/source/all', {}, 'source/all.ts'],
    ['@acme/c', {}, undefined],
  ] satisfies [string, object, string | undefined][])('%s of %o', (specifier, manifest, path) => {
    const files = { 'src/index.ts': '', 'main.js': '', 'src/model.tsx': '', 'source/all.ts': '' };
    const found = resolved(repository(manifest, files), specifier, 'packages/app/main.ts');
    expect(found).toBe(path && `packages/b/${path}`);
  });

  test.each([
    ['#b', { '#b': './src/b.js' }, 'src/b.ts'],
    ['#lib/b', { '#lib/*': { node: './gone/*.js', default: './src/*.js' } }, 'src/b.ts'],
    ['#b', { '#c': './src/b.js' }, undefined],
    ['#b', 'nonsense', undefined],
  ])('%s in %o', (specifier, imports, path) => {
    expect(resolved({ 'package.json': json({ imports }), 'src/b.ts': '' }, specifier)).toBe(path);
  });
});

describe('configuration files as people write them', () => {
  test('a file of commas and comments, as `tsc --init` writes it, costs no more than its length', () => {
    const line = '"a": [1] /* a list */, // "b": true, /* what b is for */\n';
    const text = `{ "c": "/* kept */, }", ${line.repeat(500)} }`;
    expect(parseJson(text)).toEqual({ c: '/* kept */, }', a: [1] });
  });

  test.each([
    ['{"a": 1}', { a: 1 }],
    ['\uFEFF{"a": 1,}', { a: 1 }],
    ['{ // "b": 2\n "a": [1, /* , */ 2, ], }', { a: [1, 2] }],
    ['{"a": "http://x/*", "b": "*/ ,}"}', { a: 'http://x/*', b: '*/ ,}' }],
    ['{"a": "\\"//"}', { a: '"//' }],
    ['{', undefined],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });
});

test.each([
  ['', './b', 'b'],
  ['a/b', '../c/./d', 'a/c/d'],
  ['a', '../../c', '../c'],
  ['../a', '../b', '../b'],
  ['../..', '../b', '../../../b'],
  ['/home/a', './b', '/home/a/b'],
])('%s and %s make %s', (folder, path, joined) => {
  expect(join(folder, path)).toBe(joined);
});

test.each([
  ['@/*', '@/a/b', 'a/b'],
  ['a', 'a', ''],
  ['a*b', 'ab', ''],
  ['a*a', 'a', undefined],
])('%s fits %s with %s', (pattern, name, star) => {
  expect(matched(pattern, name)).toBe(star);
});
