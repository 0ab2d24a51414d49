/// <reference types="node" />
// Builds the panel as it ships, with dev.html and its fake host around it, and serves it on this machine.
import { copyFile, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'out/webview');

const types: Readonly<Partial<Record<string, string>>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

export async function servePanel(): Promise<Served> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      panel: 'webview/main.ts',
      simulation: 'webview/simulation-worker.ts',
      dev: 'webview/dev.ts',
    },
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    outdir: folder,
    loader: { '.md': 'text' },
    logLevel: 'warning',
  });
  await copyFile(join(root, 'webview/dev.html'), join(folder, 'dev.html'));
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').split('?')[0]?.replace(/^\/$/, '/dev.html') ?? '';
    const type = types[extname(name)];
    // Only files of this folder, by their plain name.
    if (type === undefined || !/^\/[a-z]+\.[a-z]+$/.test(name)) {
      response.writeHead(404).end();
      return;
    }
    readFile(join(folder, name)).then(
      (content) => response.writeHead(200, { 'content-type': type }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return {
    address: `http://127.0.0.1:${port}/dev.html`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
