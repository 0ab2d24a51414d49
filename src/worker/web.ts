// Entry point of the analysis worker as a web worker.
import { serveAnalysis } from './serve.ts';

/** What is used of a dedicated worker's global scope; the DOM's own types would bring a window along. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

declare const self: WorkerScope;

serveAnalysis({
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
});
