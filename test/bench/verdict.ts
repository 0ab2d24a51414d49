// Speed of the verdict: ordinary networks, and how it grows with the number of layers. Processor time, medians.
import type { Start } from '../../src/core/network/graph.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { chain, constant, zeros } from '../verdict/build.ts';

const rounds = process.argv.includes('--quick') ? 5 : 25;

function milliseconds(work: () => void, repeats: number): number {
  // As in an editor that has been open for a while.
  for (let k = 0; k < 5 * repeats; k++) work();
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let k = 0; k < repeats; k++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / repeats;
  });
  return times.sort((a, b) => a - b)[rounds >> 1];
}

const networks: readonly { name: string; activation: string; kernel: (index: number) => Start | null }[] = [
  { name: 'library defaults', activation: 'relu', kernel: () => null },
  { name: 'one layer of zeros', activation: 'relu', kernel: (index) => (index === 4 ? zeros : null) },
  { name: 'zeros everywhere, sigmoid', activation: 'sigmoid', kernel: () => zeros },
  { name: 'a constant everywhere, tanh', activation: 'tanh', kernel: () => constant(0.1) },
];

for (const { name, activation, kernel } of networks) {
  const sizes = [10, 100, 1000];
  const times = sizes.map((layers) => {
    const network = chain(
      activation,
      Array.from({ length: layers }, (_, index) => kernel(index)),
    );
    const { evidence } = judge(network);
    const judged = milliseconds(() => judge(network), Math.max(1, 200 / layers));
    const spec = evidence?.spec;
    const predicted =
      spec === undefined ? Number.NaN : milliseconds(() => predict(spec), Math.max(1, 200 / layers));
    console.log(
      `${name}, ${layers} layers: judged in ${judged.toFixed(3)} ms, predicted in ${predicted.toFixed(3)} ms`,
    );
    return predicted;
  });
  const exponent = Math.log(times[2] / times[0]) / Math.log(sizes[2] / sizes[0]);
  console.log(`${name}: prediction grows with the power ${exponent.toFixed(2)} of the number of layers`);
}
