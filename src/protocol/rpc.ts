// Typed calls over any message port: the one implementation for the analysis worker, the panel and its simulation
// worker. Both ends may serve and connect on the same port.

/** The least a message channel must offer; node, web and webview ports are adapted to it where they are made. */
export interface Port {
  post(message: unknown): void;
  /** Returns the function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void;
  onClose(listener: (reason: Error) => void): () => void;
}

/** A port for apis of plain data: such a message goes over as JSON in less than half the time that cloning its objects takes. */
export const asText = (port: Port): Port => ({
  post: (message) => {
    port.post(JSON.stringify(message));
  },
  onMessage: (listener) =>
    port.onMessage((text) => {
      if (typeof text === 'string') listener(JSON.parse(text));
    }),
  onClose: (listener) => port.onClose(listener),
});

/** An api is an object of methods whose arguments and results survive structured cloning. */
export type Remote<A> = {
  readonly [K in keyof A]: A[K] extends (...args: infer P) => infer R
    ? (...args: P) => Promise<Awaited<R>>
    : never;
};

interface Call {
  readonly rpc: 'call';
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly rpc: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'answer'; readonly id: number; readonly error: string };

/** Answers calls on `port` with the own methods of `api`. Returns the function that stops serving. */
export function serve(port: Port, api: object): () => void {
  const methods = new Map<string, unknown>(Object.entries(api));
  return port.onMessage((message) => {
    if (!isCall(message)) return;
    void answer(methods.get(message.method), message).then((reply) => {
      try {
        port.post(reply);
      } catch (error) {
        // What cannot be cloned cannot be posted; the caller must not wait for ever.
        port.post(failure(message, error));
      }
    });
  });
}

async function answer(method: unknown, call: Call): Promise<Answer> {
  if (typeof method !== 'function') {
    return { rpc: 'answer', id: call.id, error: `There is no method “${call.method}”.` };
  }
  try {
    const value: unknown = await (method as (...args: readonly unknown[]) => unknown)(...call.args);
    return { rpc: 'answer', id: call.id, value };
  } catch (error) {
    return failure(call, error);
  }
}

const failure = (call: Call, error: unknown): Answer => ({
  rpc: 'answer',
  id: call.id,
  error: error instanceof Error ? error.message : String(error),
});

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

/** A stand-in for the api served at the other end. Rejects everything pending, and every later call, once the port closes. */
export function connect<A extends object>(port: Port): Remote<A> {
  const pending = new Map<number, Pending>();
  let closed: Error | undefined;
  let lastId = 0;

  port.onMessage((message) => {
    if (!isAnswer(message)) return;
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.value);
  });
  port.onClose((reason) => {
    closed = reason;
    for (const waiting of pending.values()) waiting.reject(reason);
    pending.clear();
  });

  const call = (method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(closed);
        return;
      }
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      port.post({ rpc: 'call', id: lastId, method, args } satisfies Call);
    });

  return new Proxy({} as Remote<A>, {
    // A promise resolved with a Remote asks for `then`: a remote is not a promise.
    get: (_, method) =>
      typeof method === 'symbol' || method === 'then'
        ? undefined
        : (...args: readonly unknown[]) => call(method, args),
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isCall = (message: unknown): message is Call =>
  isObject(message) &&
  message['rpc'] === 'call' &&
  typeof message['id'] === 'number' &&
  typeof message['method'] === 'string' &&
  Array.isArray(message['args']);

const isAnswer = (message: unknown): message is Answer =>
  isObject(message) && message['rpc'] === 'answer' && typeof message['id'] === 'number';
