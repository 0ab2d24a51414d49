import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, healthy, model, workspace } from './cli.ts';

interface Output {
  version: number;
  network: { layers: { id: string }[]; data: { kind: string } };
  seed: number;
  assumptions: string[];
  loss: (number | null)[];
  layers: {
    id: string;
    units: number;
    effectiveWidth: number[];
    kernelGradientNorm?: (number | null)[];
    biasGradientNorm?: (number | null)[];
    gradientNorm?: Record<string, number[]>;
    firstGradientStep: number | null;
  }[];
  predicted: { id: string; effectiveWidth: number; firstGradientStep: number | null }[];
}

async function simulated(cwd: string, ...args: string[]): Promise<Output> {
  const { status, stdout, stderr } = await cli(cwd, ['simulate', '--format', 'json', ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Output;
}

const xor = {
  inputs: [{ id: 'x', shape: [2] }],
  layers: [
    {
      id: 'hidden',
      kind: 'dense',
      from: ['x'],
      units: 4,
      activation: 'tanh',
      kernel: { kind: 'constant', value: 0 },
    },
    { id: 'y', kind: 'dense', from: ['hidden'], units: 1, kernel: { kind: 'glorot-uniform' } },
  ],
  outputs: ['y'],
  loss: 'meanSquaredError',
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  data: {
    kind: 'given',
    x: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    y: [[0], [1], [1], [0]],
  },
};

test('the fields and lengths that other programs rely on', async () => {
  const output = await simulated(workspace, 'src/classifier.ts', '--steps', '7');
  expect(output).toMatchObject({ version: 1, seed: 1 });
  expect(output.network.layers.map(({ id }) => id)).toEqual(['hidden', 'water']);
  expect(output.assumptions).toBeInstanceOf(Array);
  expect(output.loss).toHaveLength(8);
  const [hidden] = output.layers;
  expect(hidden).toMatchObject({
    id: 'hidden',
    units: 8,
    effectiveWidth: Array<number>(8).fill(1),
    firstGradientStep: 1,
  });
  expect(hidden.kernelGradientNorm).toHaveLength(7);
  expect(hidden.biasGradientNorm).toHaveLength(7);
  expect(output.predicted).toMatchObject([
    { id: 'hidden', effectiveWidth: 1, firstGradientStep: 1 },
    { id: 'water', effectiveWidth: 1, firstGradientStep: 1 },
  ]);
});

test('fifty steps and seed 1 unless told otherwise, and the same numbers each time', async () => {
  const folder = folderWith({ 'a.ts': healthy });
  const first = await simulated(folder, 'a.ts');
  expect(first.loss).toHaveLength(51);
  expect(await simulated(folder, 'a.ts')).toEqual(first);
  const other = await simulated(folder, 'a.ts', '--seed', '2');
  expect(other.loss).not.toEqual(first.loss);
});

test('an exact zero is printed as 0', async () => {
  const folder = folderWith({ 'a.ts': model('dead', '8 relu zeros', '1 linear zeros') });
  const { layers } = await simulated(folder, 'a.ts', '--steps', '3');
  expect(
    layers.map(({ kernelGradientNorm, firstGradientStep }) => [kernelGradientNorm, firstGradientStep]),
  ).toEqual([
    [[0, 0, 0], null],
    [[0, 0, 0], null],
  ]);
});

test('no step at all shows the start', async () => {
  const output = await simulated(workspace, 'src/classifier.ts', '--steps', '0');
  expect(output.loss).toHaveLength(1);
  expect(output.layers[0].kernelGradientNorm).toEqual([]);
});

test('a network that explodes prints null, not NaN', async () => {
  const optimizer = { kind: 'sgd', learningRate: 1e200 };
  const folder = folderWith({ 'n.json': JSON.stringify({ ...xor, optimizer }) });
  const { loss } = await simulated(folder, 'n.json');
  expect(loss).toContain(null);
});

describe('a network that is too large to watch', () => {
  const wide = `import * as tf from '@tensorflow/tfjs';
const wide = tf.sequential({ layers: [
  tf.layers.conv2d({ inputShape: [224, 224, 3], filters: 64, kernelSize: 3, activation: 'relu' }),
  tf.layers.flatten(),
  tf.layers.dense({ units: 1024, activation: 'relu' }),
  tf.layers.dense({ units: 10, activation: 'softmax' }),
] });
wide.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
wide.fit(x, y);
`;

  test('is made smaller where it comes from a source file, and the output says how', async () => {
    const { assumptions, network } = await simulated(
      folderWith({ 'wide.ts': wide }),
      'wide.ts',
      '--steps',
      '2',
    );
    expect(assumptions).toContainEqual(
      expect.stringMatching(/^samples: 16 instead of 64, to keep a step below 200 million multiply-adds$/),
    );
    expect(assumptions).toContainEqual(
      expect.stringMatching(/^input .*: \d+ × \d+ × 3 instead of 224 × 224 × 3/),
    );
    expect(network.layers).toHaveLength(4);
  });

  const dear = { ...xor, layers: [{ ...xor.layers[0], units: 3000 }, { ...xor.layers[0], id: 'second', from: ['hidden'], units: 3000, kernel: { kind: 'he-normal' } }, { ...xor.layers[1], from: ['second'] }] }; // prettier-ignore

  test('is refused as a spec, which is run as it is or not at all', async () => {
    const folder = folderWith({
      'memory.json': JSON.stringify({ ...dear, layers: [{ ...dear.layers[0], units: 1e9 }, dear.layers[2]] }).replace('"second"', '"hidden"'),
      'time.json': JSON.stringify({ ...dear, data: { kind: 'teacher', samples: 1000 } }),
    }); // prettier-ignore
    const memory = await cli(folder, ['simulate', 'memory.json']);
    expect(memory.status).toBe(2);
    expect(memory.stderr).toMatch(/layer "hidden", units: the network needs [\d,]+ MB with 4 samples/);
    const time = await cli(folder, ['simulate', 'time.json']);
    expect(time.status).toBe(2);
    expect(time.stderr).toMatch(/layer "second", units: a step takes 27,0\d\d million multiply-adds/);
  });
});

describe('a spec', () => {
  test('is taken as it is', async () => {
    const { assumptions, layers } = await simulated(
      folderWith({ 'n.json': JSON.stringify(xor) }),
      'n.json',
      '--steps',
      '4',
    );
    expect(assumptions).toEqual([]);
    expect(layers.map(({ firstGradientStep }) => firstGradientStep)).toEqual([1, 2]);
  });

  test('--dataset replaces its data', async () => {
    const folder = folderWith({ 'n.json': JSON.stringify(xor) });
    const { network } = await simulated(folder, 'n.json', '--dataset', 'circles');
    expect(network.data.kind).toBe('circles');
  });

  test('--dump writes every parameter as nested arrays', async () => {
    const folder = folderWith({ 'n.json': JSON.stringify(xor) });
    await simulated(folder, 'n.json', '--steps', '0', '--dump', 'weights.json');
    const weights = JSON.parse(readFileSync(join(folder, 'weights.json'), 'utf8')) as unknown;
    expect(weights).toMatchObject({
      hidden: {
        kernel: [
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
        bias: [0, 0, 0, 0],
      },
      y: { bias: [0] },
    });
  });
});

describe('which network', () => {
  const two = `${collapsing}\n${healthy.replace(/^import.*$/m, '')}`;
  const lineOf = (text: string) => two.split('\n').findIndex((line) => line.includes(text)) + 1;

  test.each([
    ['collapsing', lineOf("units: 8, activation: 'sigmoid'")],
    ['collapsing', lineOf('const collapsing')],
    ['healthy', lineOf("units: 8, activation: 'relu'")],
  ])('%s at line %i', async (name, line) => {
    const { stdout } = await cli(folderWith({ 'two.ts': two }), ['simulate', `two.ts:${line}`]);
    expect(stdout.split('\n')[0]).toMatch(new RegExp(`^${name} {2}two\\.ts:\\d+$`));
  });

  test('a column after the line, as editors copy it, is fine', async () => {
    const { status } = await cli(folderWith({ 'two.ts': two }), [
      'simulate',
      `two.ts:${lineOf('const healthy')}:7`,
    ]);
    expect(status).toBe(0);
  });
});

test('the text says what happened, in words and in one picture', async () => {
  const { stdout } = await cli(workspace, ['simulate', 'src/classifier.ts', '--steps', '20']);
  expect(stdout).toContain('4 inputs → hidden 8 tanh → water 1 sigmoid');
  expect(stdout).toMatch(/^hidden +1 of 8 +step 1, as predicted +[▁▂▃▄▅▆▇█]{20}$/m);
  expect(stdout).toContain(
    'The 8 units of hidden work as 1: all are copies of each other, after 20 steps as at the start.',
  );
});

test('what never moves is named, and its zeros look like nothing else', async () => {
  const { stdout } = await cli(workspace, ['simulate', 'src/yield.js', '--steps', '5']);
  expect(stdout).toMatch(/never, as predicted +·····$/m);
  expect(stdout).toMatch(/^Never moved in 5 steps: .*kernel/m);
});

test('--output and --format json go together', async () => {
  const folder = folderWith({ 'a.ts': healthy });
  const { stdout } = await cli(folder, ['simulate', 'a.ts', '--format', 'json', '--output', 'run.json']);
  expect(stdout).toBe('');
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({ version: 1 });
});
