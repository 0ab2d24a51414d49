// One character after the other in a model file of two thousand lines, each answered by the built worker: what a person
// who types waits for, and how long the first answer takes after the worker is started.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AnalysisApi } from '../../src/protocol/analysis-api.ts';
import { connect } from '../../src/protocol/rpc.ts';
import { longFile } from './long-file.ts';

const typed = 'const width = 8;\n';

export async function keystrokes(count: number): Promise<void> {
  const started = performance.now();
  const worker = new Worker(join(process.cwd(), 'dist/worker.js'));
  const remote = connect<AnalysisApi>({
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
    onClose: () => () => undefined,
  });
  let text = longFile;
  let version = 1;
  await remote.analyse({ path: 'model.js', version, text });
  const first = performance.now() - started;
  const times: number[] = [];
  let cursor = 0;
  for (let stroke = 0; stroke < count; stroke += 1) {
    // Another line for every few words, all over the file.
    if (stroke % typed.length === 0)
      cursor =
        text.indexOf('\n', Math.floor(((stroke * 0.618) % 1) * text.length + stroke * 97) % text.length) + 1;
    text = text.slice(0, cursor) + (typed[stroke % typed.length] ?? '') + text.slice(cursor);
    cursor += 1;
    version += 1;
    const before = performance.now();
    await remote.analyse({ path: 'model.js', version, text });
    times.push(performance.now() - before);
  }
  await worker.terminate();
  const sorted = times.slice(Math.floor(count / 8)).sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
  console.log(`a model file of ${longFile.split('\n').length} lines, in the worker`);
  console.log(`  first findings ${first.toFixed(0)} ms after the worker is started`);
  console.log(`  a keystroke    ${at(0.5)} ms at the median, ${at(0.95)} ms at the 95th percentile`);
}
