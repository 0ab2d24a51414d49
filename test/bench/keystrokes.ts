// A line typed character by character in a model file of two thousand lines, after one statement, then after another, each
// character answered by the built worker: what a person who types waits for, and how long the first answer takes after the worker is started.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AnalysisApi } from '../../src/protocol/analysis-api.ts';
import { asText, connect, type Port } from '../../src/protocol/rpc.ts';
import { longFile } from './long-file.ts';

const typed = '  const width = 8;\n';

export async function keystrokes(count: number): Promise<void> {
  const started = performance.now();
  const worker = new Worker(join(process.cwd(), 'dist/worker.js'));
  const port: Port = {
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
    onClose: () => () => undefined,
  };
  const remote = connect<AnalysisApi>(asText(port));
  let version = 0;
  const ask = async (text: string): Promise<number> => {
    version += 1;
    const before = performance.now();
    await remote.analyse({ path: 'model.js', version, text });
    return performance.now() - before;
  };
  await ask(longFile);
  const first = performance.now() - started;
  const ends = [...longFile.matchAll(/;\n/g)].map(({ index }) => index + 2);
  const times: number[] = [];
  for (let line = 0; line * typed.length < count; line += 1) {
    const cursor = ends[(line * 89) % ends.length] ?? 0;
    for (let length = 1; length <= typed.length; length += 1)
      times.push(await ask(longFile.slice(0, cursor) + typed.slice(0, length) + longFile.slice(cursor)));
  }
  await worker.terminate();
  const sorted = times.slice(Math.floor(count / 8)).sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
  console.log(`a model file of ${longFile.split('\n').length} lines, in the worker`);
  console.log(`  first findings ${first.toFixed(0)} ms after the worker is started`);
  console.log(`  a keystroke    ${at(0.5)} ms at the median, ${at(0.95)} ms at the 95th percentile`);
}
