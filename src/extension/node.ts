// Entry point in a node extension host: the analysis runs in a worker thread.
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { start } from './start.ts';
import { workerPort, type WorkerPort } from './worker-port.ts';

export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath;
  start(context, () => spawn(script), `node ${process.versions.node}, ${process.platform} ${process.arch}`);
}

function spawn(script: string): WorkerPort {
  // What the worker prints belongs to nobody's terminal.
  const worker = new Worker(script, { stdout: true, stderr: true });
  // The analysis must never be the reason why a window does not close.
  worker.unref();
  return workerPort({
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
    },
    onEnd: (listener) => {
      worker.on('error', listener);
      worker.on('exit', (code) => listener(new Error(`it exited with status ${code}`)));
    },
    kill: () => void worker.terminate(),
  });
}
