// Entry point of the command line: the one place that touches the process.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isMainThread } from 'node:worker_threads';
import pc from 'picocolors';
import { serveThread } from './pool.ts';
import { run } from './program.ts';

/** Whole output even when the process ends right after: a pipe is written to synchronously. */
function write(descriptor: 1 | 2, output: string): void {
  const bytes = Buffer.from(output);
  for (let sent = 0; sent < bytes.length;) {
    try {
      sent += writeSync(descriptor, bytes, sent);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // The reader is slow: try again. The reader is gone (`| head`): there is nobody left to tell.
      if (code === 'EAGAIN') continue;
      if (code === 'EPIPE') return;
      throw error;
    }
  }
}

/** The bundle lies in a folder of the package. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
  return typeof found === 'string' ? found : 'unknown';
}

if (isMainThread) main();
else serveThread();

function main(): void {
  void run(process.argv.slice(2), {
    cwd: process.cwd(),
    stdout: (output) => {
      write(1, output);
    },
    stderr: (output) => {
      write(2, output);
    },
    stdin: () => text(process.stdin),
    // A pipe gets plain text, in a pipeline as well, unless colours are asked for.
    color: pc.isColorSupported && (process.stdout.isTTY || 'FORCE_COLOR' in process.env),
    columns: process.stdout.isTTY ? process.stdout.columns : 0,
    errorColumns: process.stderr.isTTY ? process.stderr.columns : 0,
    version: version(),
    script: __filename,
    assets: __dirname,
    pages: join(__dirname, 'rules'),
    // Whoever lints does not load the protocol.
    serve: async () => {
      const { serve } = await import('../lsp/server.ts');
      serve({ version: version(), pages: join(__dirname, 'rules') });
    },
    now: () => performance.now(),
  }).then((status) => {
    process.exitCode = status;
  });
}
