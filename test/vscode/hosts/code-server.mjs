// code-server on 127.0.0.1: the same VS Code with a node extension host, with the packed extension installed.
// `node test/vscode/hosts/code-server.mjs` installs it (and the Node it needs) into a cache outside the checkout.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './web.mjs';

const version = '4.139.1';
const nodeMajor = 24;

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'init-lint');
/** Two folders: npm would remove a package that it finds beside the one it installs. */
const nodeFolder = join(cache, `node-${nodeMajor}`);
const serverFolder = join(cache, `code-server-${version}`);
const nodeBin = join(nodeFolder, 'node_modules/node/bin');
const entry = join(serverFolder, 'node_modules/code-server/out/node/entry.js');
const installed = join(serverFolder, 'installed');

export const codeServerIsInstalled = () => existsSync(installed);

/**
 * Opens a copy of `workspace`, so that a test may save. `vsix` is installed into a profile of its own.
 * @param {{ port?: number, workspace: string, vsix: string }} options
 * @returns {Promise<{ url: string, workspace: string, close(): Promise<void> }>}
 */
export async function serveCodeServer({ port, workspace, vsix }) {
  const home = await mkdtemp(join(tmpdir(), 'init-lint-code-server-'));
  const folder = join(home, 'workspace');
  const data = join(home, 'data');
  const extensions = join(home, 'extensions');
  await cp(resolve(workspace), folder, { recursive: true });
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings));
  const profile = [
    '--user-data-dir',
    data,
    '--extensions-dir',
    extensions,
    '--config',
    join(home, 'config.yaml'),
  ];
  await run([...profile, '--install-extension', resolve(vsix)], home);

  const freePort = port ?? (await findFreePort());
  const server = start(
    [
      ...profile,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${freePort}`, '--disable-workspace-trust'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', folder],
    ],
    home,
  );
  const ended = new Promise((done) => server.once('exit', done));
  const url = `http://127.0.0.1:${freePort}/`;
  await answers(new URL('healthz', url), ended);
  return {
    url: `${url}?folder=${encodeURIComponent(folder)}`,
    workspace: folder,
    close: async () => {
      server.kill();
      await ended;
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const settings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
};

/** @param {readonly string[]} args */
function start(args, home) {
  return spawn(join(nodeBin, 'node'), [entry, ...args], {
    cwd: home,
    env: { ...process.env, PATH: `${nodeBin}${delimiter}${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

async function run(args, home) {
  const code = await new Promise((done) => start(args, home).once('exit', done));
  if (code !== 0) throw new Error(`code-server ${args.join(' ')} ended with status ${code}`);
}

async function answers(url, ended) {
  let gone = false;
  void ended.then(() => (gone = true));
  for (let attempt = 0; attempt < 150 && !gone; attempt++) {
    const ok = await globalThis.fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(200);
  }
  throw new Error(`code-server does not answer at ${url}`);
}

/** About three minutes: its native parts are compiled here. */
export async function installCodeServer() {
  if (codeServerIsInstalled()) return;
  await npmInstall(nodeFolder, `node@${nodeMajor}`, {});
  const headers = join(nodeFolder, `node_modules/node/node_modules/node-${process.platform}-${process.arch}`);
  await npmInstall(serverFolder, `code-server@${version}`, {
    PATH: `${nodeBin}${delimiter}${process.env['PATH'] ?? ''}`,
    // Its own installation calls npm again, as whoever runs this.
    npm_config_unsafe_perm: 'true',
    // The headers of the Node that will run it, which come with it.
    ...(existsSync(join(headers, 'include/node/common.gypi')) && { npm_config_nodedir: headers }),
  });
  await writeFile(installed, version);
}

async function npmInstall(folder, what, env) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const allowScripts = { node: true, 'code-server': true, argon2: true };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }));
  console.log(`Installing ${what} into ${folder} …`);
  const npm = spawn('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel', 'error', what], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((done) => npm.once('exit', done));
  if (code !== 0) throw new Error(`npm install ${what} ended with status ${code}`);
}

if (process.argv[1] === import.meta.filename) await installCodeServer();
