// Builds every bundle. `--production` minifies and drops source maps, `--watch` rebuilds on change.
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

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

/** The compiler stays a file of its own: bundled into another script it loads slower, and two bundles share it. */
const compilerBeside = {
  name: 'compiler-beside',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: './typescript.js', external: true }));
  },
};

/** The compiler asks for node's modules only where it finds itself in node. */
const noNodeModules = {
  name: 'no-node-modules',
  setup(build) {
    build.onResolve(
      {
        filter:
          /^(node:)?(fs|path|os|crypto|perf_hooks|inspector|url|source-map-support|util|module|buffer)$/,
      },
      (args) => ({ path: args.path, namespace: 'empty' }),
    );
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
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
const web = { ...common, platform: 'browser', format: 'iife', plugins: [noNodeModules] };

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  {
    ...node,
    bundle: false,
    entryPoints: [{ in: 'node_modules/typescript/lib/typescript.js', out: 'typescript' }],
    minify: true,
    sourcemap: false,
  },
  { ...node, entryPoints: { extension: 'src/extension/node.ts' }, external: ['vscode'] },
  {
    ...common,
    platform: 'browser',
    format: 'cjs',
    entryPoints: { 'extension.web': 'src/extension/web.ts' },
    external: ['vscode'],
  },
  { ...node, entryPoints: { worker: 'src/worker/node.ts' }, plugins: [compilerBeside] },
  { ...web, entryPoints: { 'worker.web': 'src/worker/web.ts' } },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    plugins: [compilerBeside],
    banner: { js: '#!/usr/bin/env node' },
  },
  { ...web, entryPoints: { panel: 'webview/main.ts', simulation: 'webview/simulation-worker.ts' } },
];

await rm('dist', { recursive: true, force: true });
await copyPages();

if (watch) {
  for (const options of bundles) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => esbuild.build(options)));
}
