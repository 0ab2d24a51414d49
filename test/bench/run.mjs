// `npm run bench [-- --quick]`: bundles the benchmarks and runs them in a process of their own.
import { spawnSync } from 'node:child_process';
import * as esbuild from 'esbuild';

const outfile = 'out/bench/engine.mjs';
await esbuild.build({
  entryPoints: ['test/bench/engine.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile,
  logLevel: 'warning',
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
