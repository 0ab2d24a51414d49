// Entry point of the analysis worker as a node worker thread.
import { parentPort } from 'node:worker_threads';
import type { Port } from '../protocol/rpc.ts';
import { serveAnalysis } from './serve.ts';

if (!parentPort) throw new Error('This script is the analysis worker: it runs in a worker thread.');
const port = parentPort;

const endpoint: Port = {
  post: (message) => {
    port.postMessage(message);
  },
  onMessage: (listener) => {
    port.on('message', listener);
    return () => port.off('message', listener);
  },
  onClose: (listener) => {
    const closed = () => {
      listener(new Error('The editor closed the port.'));
    };
    port.on('close', closed);
    return () => port.off('close', closed);
  },
};

serveAnalysis(endpoint, () => new Promise((resolve) => setImmediate(resolve)));
