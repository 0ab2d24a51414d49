// What the extension needs of an analysis worker, whichever kind of thread it is. Knows nothing of vscode.
import type { Port } from '../protocol/rpc.ts';

export interface WorkerPort extends Port {
  /** Ends the thread; whoever waits on the port hears `reason`. Does nothing the second time. */
  terminate(reason: Error): void;
}

export type SpawnWorker = () => WorkerPort;

/** The parts of a thread that differ between node and the web. `onEnd` reports an end that we did not cause. */
export interface Thread {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onEnd(listener: (reason: Error) => void): void;
  kill(): void;
}

/** A port that closes once, whether the thread died or was ended. */
export function workerPort(thread: Thread): WorkerPort {
  const messageListeners = new Set<(message: unknown) => void>();
  const closeListeners = new Set<(reason: Error) => void>();
  let open = true;

  const close = (reason: Error): void => {
    if (!open) return;
    open = false;
    thread.kill();
    for (const listener of [...closeListeners]) listener(reason);
  };
  thread.onMessage((message) => {
    if (open) for (const listener of [...messageListeners]) listener(message);
  });
  thread.onEnd(close);

  return {
    post: (message) => {
      if (open) thread.post(message);
    },
    onMessage: (listener) => {
      messageListeners.add(listener);
      return () => messageListeners.delete(listener);
    },
    onClose: (listener) => {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    terminate: close,
  };
}
