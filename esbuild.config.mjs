// Builds every bundle. `--production` minifies and drops source maps, `--watch` rebuilds on change.
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { compilerExportsUsedIn, cutCompiler } from './esbuild.compiler.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  outdir: 'dist',
  target: 'es2022',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  loader: { '.md': 'text' },
};

const cut = await cutCompiler(await compilerExportsUsedIn('src/core/analysis'));

/** Only the part of the compiler that is used goes into a bundle. */
const compiler = {
  name: 'compiler',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: 'typescript', namespace: 'cut' }));
    build.onLoad({ filter: /.*/, namespace: 'cut' }, () => ({ contents: cut, resolveDir: '.' }));
  },
};

/** The page of every rule, for the editor and for `init-lint explain`; they are read at run time, offline. */
async function copyPages() {
  const folder = 'src/core/verdict';
  await mkdir('dist/rules', { recursive: true });
  const pages = (await readdir(folder)).filter((name) => name.endsWith('.md'));
  await Promise.all(pages.map((name) => copyFile(join(folder, name), join('dist/rules', name))));
}

const node = { ...common, platform: 'node', format: 'cjs' };
const web = { ...common, platform: 'browser', format: 'iife' };

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: { extension: 'src/extension/node.ts' }, external: ['vscode'] },
  {
    ...common,
    platform: 'browser',
    format: 'cjs',
    entryPoints: { 'extension.web': 'src/extension/web.ts' },
    external: ['vscode'],
  },
  { ...node, entryPoints: { worker: 'src/worker/node.ts' }, plugins: [compiler] },
  { ...web, entryPoints: { 'worker.web': 'src/worker/web.ts' }, plugins: [compiler] },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    plugins: [compiler],
    banner: { js: '#!/usr/bin/env node' },
  },
  { ...web, entryPoints: { panel: 'webview/main.ts', simulation: 'webview/simulation-worker.ts' } },
];

/** `node esbuild.config.mjs cli worker` builds these alone. */
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const chosen =
  only.length === 0
    ? bundles
    : bundles.filter(({ entryPoints }) => Object.keys(entryPoints).some((name) => only.includes(name)));

await copyPages();
if (watch) {
  for (const options of chosen) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(chosen.map((options) => esbuild.build(options)));
}
