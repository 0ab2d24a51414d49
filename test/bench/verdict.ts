// Speed of the verdict: ordinary networks, and how it grows with the number of layers. Medians, and the least beside them.
import type { Start } from '../../src/core/network/graph.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { chain, constant, zeros } from '../verdict/build.ts';

const rounds = process.argv.includes('--quick') ? 5 : 25;
const sizes = [10, 100, 1000];

/** Milliseconds of one piece of work that goes through so many layers. */
function timed(work: () => void, layers: number): { median: number; least: number } {
  const repeats = Math.max(1, 200 / layers);
  // As in an editor that has been open for a while.
  for (let k = 0; k < 20 * repeats; k++) work();
  const times = Array.from({ length: rounds }, () => {
    const before = performance.now();
    for (let k = 0; k < repeats; k++) work();
    return (performance.now() - before) / repeats;
  }).sort((a, b) => a - b);
  return { median: times[rounds >> 1], least: times[0] };
}

const said = ({ median, least }: { median: number; least: number }) =>
  `${median.toFixed(3)} ms (least ${least.toFixed(3)})`;

const networks: readonly { name: string; activation: string; kernel: (index: number) => Start | null }[] = [
  { name: 'library defaults', activation: 'relu', kernel: () => null },
  { name: 'one layer of zeros', activation: 'relu', kernel: (index) => (index === 4 ? zeros : null) },
  { name: 'zeros everywhere, sigmoid', activation: 'sigmoid', kernel: () => zeros },
  { name: 'a constant everywhere, tanh', activation: 'tanh', kernel: () => constant(0.1) },
];

for (const { name, activation, kernel } of networks) {
  const times = sizes.map((layers) => {
    const network = chain(
      activation,
      Array.from({ length: layers }, (_, index) => kernel(index)),
    );
    const { evidence } = judge(network);
    if (evidence === undefined) throw new Error(`${name} cannot be read`);
    const judged = timed(() => judge(network), layers);
    const predicted = timed(() => predict(evidence.spec), layers);
    console.log(`${name}, ${layers} layers: judged in ${said(judged)}, predicted in ${said(predicted)}`);
    return { judged: judged.median, predicted: predicted.median };
  });
  const exponent = (of: 'judged' | 'predicted') =>
    (Math.log(times[2][of] / times[0][of]) / Math.log(sizes[2] / sizes[0])).toFixed(2);
  console.log(
    `${name}: from ${sizes[0]} to ${sizes[2]} layers, judging grows with the power ${exponent('judged')} of their number, predicting with ${exponent('predicted')}\n`,
  );
}
