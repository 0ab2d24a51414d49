// The simulation worker of the page: the engine behind a port.
import { type Port, serve } from '../src/protocol/rpc.ts';
import { simulationServer } from './simulation-server.ts';

const port: Port = {
  post: (message) => self.postMessage(message),
  onMessage: (listener) => {
    const listen = (event: MessageEvent<unknown>) => listener(event.data);
    self.addEventListener('message', listen);
    return () => self.removeEventListener('message', listen);
  },
  // A worker's page ends only together with the worker.
  onClose: () => () => undefined,
};

serve(
  port,
  simulationServer(() => performance.now()),
);
