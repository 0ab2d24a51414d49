import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { asText, connect, serve, type Port } from '../../src/protocol/rpc.ts';

interface Sums {
  add(a: number, b: number): number;
  later(value: string): Promise<string>;
  fail(): never;
  hang(): Promise<never>;
}

const sums: Sums = {
  add: (a, b) => a + b,
  later: (value) => Promise.resolve(`${value}!`),
  fail: () => {
    throw new RangeError('too much');
  },
  hang: () => new Promise<never>(() => undefined),
};

/** Two ends of one channel in memory; messages are cloned as a real port clones them. */
function channel(): { near: Port; far: Port; close: (reason: string) => void } {
  const listeners = { near: new Set<(m: unknown) => void>(), far: new Set<(m: unknown) => void>() };
  const closers = new Set<(reason: Error) => void>();
  const end = (mine: 'near' | 'far', other: 'near' | 'far'): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      for (const listener of listeners[other]) listener(copy);
    },
    onMessage: (listener) => {
      listeners[mine].add(listener);
      return () => listeners[mine].delete(listener);
    },
    onClose: (listener) => {
      closers.add(listener);
      return () => closers.delete(listener);
    },
  });
  return {
    near: end('near', 'far'),
    far: end('far', 'near'),
    close: (reason) => {
      for (const closer of closers) closer(new Error(reason));
    },
  };
}

function connected() {
  const wire = channel();
  const stop = serve(wire.far, sums);
  return { remote: connect<Sums>(wire.near), stop, ...wire };
}

test('calls are answered, in whatever order they finish', async () => {
  const { remote } = connected();
  const answers = await Promise.all([remote.later('a'), remote.add(1, 2), remote.later('b')]);
  expect(answers).toEqual(['a!', 3, 'b!']);
});

test('what the served method throws arrives as an error with its message', async () => {
  const { remote } = connected();
  await expect(remote.fail()).rejects.toThrow('too much');
  expect(await remote.add(2, 2)).toBe(4);
});

test.each(['subtract', 'constructor', 'toString', '__proto__'])('there is no method %s', async (name) => {
  const { near } = connected();
  const remote: Partial<Record<string, () => Promise<unknown>>> =
    connect<Partial<Record<string, () => void>>>(near);
  await expect(remote[name]?.()).rejects.toThrow(`There is no method “${name}”.`);
});

test('closing rejects what is pending and what is called later', async () => {
  const { remote, close } = connected();
  const pending = remote.hang();
  close('the worker died');
  await expect(pending).rejects.toThrow('the worker died');
  await expect(remote.add(1, 1)).rejects.toThrow('the worker died');
});

test.each([null, 1, 'call', {}, { rpc: 'call' }, { rpc: 'call', id: 'x', method: 'add', args: [] }])(
  'a stray message %j is nobody’s',
  async (message) => {
    const { remote, near, far } = connected();
    near.post(message);
    far.post(message);
    expect(await remote.add(3, 4)).toBe(7);
  },
);

test('both ends may serve and connect on one port', async () => {
  const { near, far } = channel();
  serve(near, { name: () => 'near' });
  serve(far, { name: () => 'far' });
  expect(await connect<{ name(): string }>(near).name()).toBe('far');
  expect(await connect<{ name(): string }>(far).name()).toBe('near');
});

test('an answer that cannot be cloned is an error at the caller, not a silence', async () => {
  const { near, far } = channel();
  serve(far, { secret: () => () => 1 });
  await expect(connect<{ secret(): unknown }>(near).secret()).rejects.toThrow('could not be cloned');
});

test('plain data may go over as text', async () => {
  const { near, far } = channel();
  serve(asText(far), { twice: (value: unknown) => [value, value], secret: () => 1n });
  const remote = connect<{ twice(value: unknown): unknown; secret(): unknown }>(asText(near));
  expect(await remote.twice({ a: [1, null, 'ü\u2028'] })).toEqual(Array(2).fill({ a: [1, null, 'ü\u2028'] }));
  await expect(remote.secret()).rejects.toThrow('BigInt');
  // What is not for it passes by.
  near.post({ rpc: 'call', id: 1, method: 'twice', args: [1] });
});

test('no longer serving means no longer answering', async () => {
  const { remote, stop, close } = connected();
  stop();
  const pending = remote.add(1, 1);
  close('over');
  await expect(pending).rejects.toThrow('over');
});

test('a remote can be returned from an async function', async () => {
  const { remote } = connected();
  const same = await Promise.resolve(remote);
  expect(await same.add(1, 1)).toBe(2);
});

test('works over a real message port', async () => {
  const { port1, port2 } = new MessageChannel();
  const adapt = (port: typeof port1): Port => ({
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', listener);
      return () => port.off('message', listener);
    },
    onClose: (listener) => {
      const closed = () => {
        listener(new Error('closed'));
      };
      port.on('close', closed);
      return () => port.off('close', closed);
    },
  });
  serve(adapt(port2), sums);
  const remote = connect<Sums>(adapt(port1));
  expect(await remote.add(20, 22)).toBe(42);
  const pending = remote.hang();
  port2.close();
  await expect(pending).rejects.toThrow('closed');
});
