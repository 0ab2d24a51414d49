// Entry point of the analysis worker as a web worker.
import type { Port } from '../protocol/rpc.ts';
import { serveAnalysis } from './serve.ts';

/** What is used of a dedicated worker's global scope; the DOM's own types would bring a window along. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

declare const self: WorkerScope;

declare const MessageChannel: new () => {
  readonly port1: { onmessage: () => void };
  readonly port2: { postMessage(message: unknown): void };
};

const endpoint: Port = {
  post: (message) => {
    self.postMessage(message);
  },
  onMessage: (listener) => {
    const received = (event: { readonly data: unknown }) => {
      listener(event.data);
    };
    self.addEventListener('message', received);
    return () => {
      self.removeEventListener('message', received);
    };
  },
  // A web worker does not hear of its own end.
  onClose: () => () => undefined,
};

/** Timers of a web worker wait for milliseconds once they are nested; a message to oneself comes right after those that wait. */
const { port1: here, port2: there } = new MessageChannel();
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    here.onmessage = () => {
      resolve();
    };
    there.postMessage(null);
  });

serveAnalysis(endpoint, pause);
