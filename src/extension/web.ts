// Entry point in a web extension host: the analysis runs in a web worker.
import * as vscode from 'vscode';
import { start } from './start.ts';
import { workerPort, type WorkerPort } from './worker-port.ts';

/** What is used of the DOM's Worker; its own types would bring a window along. */
interface WebWorker {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

declare const Worker: new (url: string) => WebWorker;

export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.web.js').toString(true);
  start(context, () => spawn(script), 'web worker');
}

function spawn(script: string): WorkerPort {
  const worker = new Worker(script);
  return workerPort({
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onEnd: (listener) =>
      worker.addEventListener('error', (event) =>
        listener(new Error(event.message ?? 'an error in the worker')),
      ),
    kill: () => worker.terminate(),
  });
}
