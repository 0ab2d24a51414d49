// `npm start`: the demo. Lints the workspace beside this file, simulates one of its networks, then opens VS Code for the
// Web on it. `--no-serve`, or CI=true, ends after the printing. `--port N` asks for a port, else any free one is taken.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const workspace = join(import.meta.dirname, 'workspace');
const cli = join(root, 'dist/cli.js');

/** Prints the command and runs it; findings (status 1) are what a demo is for, anything above is a failure. */
function show(args) {
  console.log(`\n$ init-lint ${args.join(' ')}`);
  const { status, error } = spawnSync(process.execPath, [cli, ...args], { cwd: workspace, stdio: 'inherit' });
  if (error) throw error;
  if (status === null || status > 1) process.exit(status ?? 2);
}

if (!existsSync(cli)) {
  console.error('There is no dist/cli.js: run `npm run build` first.');
  process.exit(2);
}

show(['--all', '.']);
show(['simulate', 'src/classifier.ts', '--steps', '60', '--compare', 'glorot']);

const environment = process.env.CI ?? '';
const serves = !process.argv.includes('--no-serve') && (environment === '' || environment === 'false');
if (serves) {
  const { serveWeb } = await import('./vscode/hosts/web.mjs');
  const at = process.argv.indexOf('--port');
  const server = await serveWeb({ ...(at < 0 ? {} : { port: Number(process.argv[at + 1]) }), workspace });
  console.log(`\nVS Code for the Web, with the extension, on this workspace: ${server.url}`);
  console.log('Open src/classifier.ts and choose “Simulate this layer” from the light bulb. Ctrl+C ends.');
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}
