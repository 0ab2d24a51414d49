// Builds every bundle. `--production` minifies and drops source maps, `--watch` rebuilds on change.
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { compilerExportsUsedIn, cutCompiler } from './esbuild.compiler.mjs';

const manifest = JSON.parse(await readFile('package.json', 'utf8'));
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
  ...['mjs', 'cjs'].map((ending) => ({
    ...node,
    format: ending === 'mjs' ? 'esm' : 'cjs',
    entryPoints: { 'npm/eslint-plugin-init-lint/index': 'src/eslint/index.ts' },
    outExtension: { '.js': `.${ending}` },
    // `require` is to give the plugin itself, as `import` does.
    footer: ending === 'cjs' ? { js: 'module.exports = module.exports.default;' } : {},
    plugins: [compiler],
    define: { INIT_LINT_VERSION: JSON.stringify(manifest.version) },
    sourcemap: false,
  })),
  ...['mjs', 'cjs'].map((ending) => ({
    ...common,
    platform: 'neutral',
    format: ending === 'mjs' ? 'esm' : 'cjs',
    entryPoints: { 'npm/init-lint/dist/index': 'src/cli/library.ts' },
    outExtension: { '.js': `.${ending}` },
    plugins: [compiler],
    sourcemap: false,
  })),
  {
    ...web,
    entryPoints: {
      panel: 'webview/main.ts',
      simulation: 'webview/simulation-worker.ts',
      report: 'webview/report.ts',
    },
  },
];

/** What an earlier build left behind must not be packed. */
async function removeStale(outputs) {
  for (const entry of await readdir('dist', { withFileTypes: true })) {
    const path = `dist/${entry.name}`;
    if (entry.isFile() && !outputs.includes(path)) await rm(path);
  }
}

/** The packages for npm, each a folder that `npm pack` takes as it is. */
async function writeNpmPackages() {
  const { version, description, license, keywords, engines } = manifest;
  const common = { version, license, engines: { node: engines.node } };
  await writePackage('eslint-plugin-init-lint', {
    ...common,
    description: `${description} As ESLint rules.`,
    keywords: ['eslint', 'eslintplugin', 'eslint-plugin', ...keywords],
    exports: { '.': { import: './index.mjs', require: './index.cjs' } },
    peerDependencies: { eslint: '>=9' },
  });
  await cp('dist/rules', 'dist/npm/init-lint/dist/rules', { recursive: true });
  for (const name of ['cli.js', 'panel.js', 'panel.css', 'simulation.js', 'report.js', 'report.css']) {
    await copyFile(join('dist', name), join('dist/npm/init-lint/dist', name));
  }
  await writePackage('init-lint', {
    ...common,
    description,
    keywords,
    bin: { 'init-lint': './dist/cli.js' },
    exports: {
      '.': { types: './types/cli/library.d.ts', import: './dist/index.mjs', require: './dist/index.cjs' },
    },
  });
}

async function writePackage(name, fields) {
  const folder = join('dist/npm', name);
  await copyFile('LICENSE', join(folder, 'LICENSE'));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ name, ...fields }, null, 2)}\n`);
}

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
  const built = await Promise.all(chosen.map((options) => esbuild.build({ ...options, metafile: true })));
  if (only.length === 0) {
    await writeNpmPackages();
    await removeStale(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  }
}
