// The worker dies, hangs or is never there: the same answer, or a reason that can be shown. Runs the real, built worker.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { AnalysisClient, type ClientState } from '../../src/extension/analysis-client.ts';
import type { AnalyseAnswer } from '../../src/protocol/analysis-api.ts';
import { type Thread, workerPort, type WorkerPort } from '../../src/extension/worker-port.ts';

const root = join(import.meta.dirname, '../..');
const path = 'src/classifier.ts';
const text = readFileSync(join(root, 'test/workspace', path), 'utf8');
const request = { path, version: 1, text };

const faults = ({ findings }: AnalyseAnswer) =>
  findings.filter(({ severity }) => severity !== 'off').map(({ rule }) => rule);

const clients: AnalysisClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

interface Setup {
  readonly client: AnalysisClient;
  readonly states: ClientState[];
  readonly threads: Worker[];
}

/** `spoil` may do something to each worker before it is used. */
function setup(
  spoil: (thread: Worker, index: number) => void = () => undefined,
  patience?: number,
  megabytes: (index: number) => number = () => 256,
): Setup {
  const states: ClientState[] = [];
  const threads: Worker[] = [];
  const spawn = (): WorkerPort => {
    const worker = new Worker(join(root, 'dist/worker.js'), {
      resourceLimits: { maxOldGenerationSizeMb: megabytes(threads.length) },
    });
    spoil(worker, threads.push(worker) - 1);
    return workerPort({
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on('message', listener),
      onEnd: (listener) => {
        worker.on('error', listener);
        worker.on('exit', (code) => listener(new Error(`it exited with status ${code}`)));
      },
      kill: () => void worker.terminate(),
    });
  };
  const client = new AnalysisClient({
    spawn,
    log: () => undefined,
    onState: (state) => states.push(state),
    ...(patience !== undefined && { patience }),
  });
  clients.push(client);
  return { client, states, threads };
}

describe('a worker of the real analysis', () => {
  test('killed while it works: the question is asked again and gets the same answer', async () => {
    const { client, threads } = setup();
    const before = await client.analyse(request);
    const death = threads[0]?.terminate();
    const asked = client.analyse(request);
    await death;
    expect(await asked).toEqual(before);
    expect(faults(before)).toEqual(['symmetric-units']);
    expect(threads).toHaveLength(2);
  });

  test('killed between questions: nobody notices', async () => {
    const { client, threads } = setup();
    const before = await client.analyse(request);
    await threads[0]?.terminate();
    expect(await client.analyse(request)).toEqual(before);
  });

  test('that dies again and again is given up after the fourth, until it is restarted', async () => {
    let isBroken = true;
    const { client, states, threads } = setup((thread) => {
      if (isBroken) void thread.terminate();
    });
    await expect(client.analyse(request)).rejects.toThrow('The analysis stopped 4 times in a row');
    expect(threads).toHaveLength(4);
    expect(states.at(-1)).toMatchObject({ kind: 'failed' });
    isBroken = false;
    client.restart();
    expect(faults(await client.analyse(request))).toEqual(['symmetric-units']);
    expect(states.at(-1)).toEqual({ kind: 'idle' });
  });

  test('out of memory: the next one gives the answer', async () => {
    const { client, threads } = setup(undefined, undefined, (index) => (index === 0 ? 6 : 256));
    const large = { ...request, text: text.repeat(300) };
    const answer = await client.analyse(large);
    expect(faults(answer).length).toBeGreaterThan(0);
    expect(threads).toHaveLength(2);
  });

  test('restarted in the middle of many questions: each is answered', async () => {
    const { client } = setup();
    const asked = Array.from({ length: 8 }, (_, version) => client.analyse({ ...request, version }));
    client.restart();
    const answers = await Promise.all(asked);
    expect(answers.map(({ version }) => version)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('a thread that never answers', () => {
  const silent = (): Thread & { killed: number } => ({
    killed: 0,
    post: () => undefined,
    onMessage: () => undefined,
    onEnd: () => undefined,
    kill() {
      this.killed += 1;
    },
  });

  test('is ended when patience is, and the question is not repeated', async () => {
    const threads: (Thread & { killed: number })[] = [];
    const spawn = () => {
      const thread = silent();
      threads.push(thread);
      return workerPort(thread);
    };
    const client = new AnalysisClient({
      spawn,
      patience: 20,
      log: () => undefined,
      onState: () => undefined,
    });
    await expect(client.analyse(request)).rejects.toThrow(
      'src/classifier.ts took more than 0.02 s to analyse.',
    );
    expect(threads.map(({ killed }) => killed)).toEqual([1]);
  });
});
