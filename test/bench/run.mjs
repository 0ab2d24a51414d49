// `npm run bench [-- engine|analysis|verdict] [-- --quick]`: bundles the benchmarks and runs each in a process of its own.
// `npm run bench -- folders FOLDER…` lints folders that are not ours; see folders.ts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as esbuild from 'esbuild';

// The panel's needs a browser: it is run when it is named.
const all = ['engine', 'analysis', 'verdict'];
const [wanted, ...rest] = process.argv.slice(2);
const isNamed = wanted !== undefined && existsSync(`test/bench/${wanted}.ts`);
const chosen = isNamed ? [wanted] : all;
const args = isNamed ? rest : process.argv.slice(2);

for (const name of chosen) {
  const outfile = `out/bench/${name}.mjs`;
  await esbuild.build({
    entryPoints: [`test/bench/${name}.ts`],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' });
  process.exitCode = status || process.exitCode || 0;
}
