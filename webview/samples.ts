// Networks as code could have contained them, for dev.html and its tests.
import type { Layer, LayerKind, Network, Start } from '../src/core/network/graph.ts';
import { known } from '../src/core/network/value.ts';
import { report } from '../src/core/report/report.ts';
import { judge } from '../src/core/verdict/judge.ts';
import type { PanelSubject } from '../src/protocol/panel-api.ts';
import { constant, networkOf, randn, type Sketch, zeros } from './preset-network.ts';

const glorot = { kind: 'glorot-uniform' } as const;
const nowhere = { start: 0, end: 0 };

export const sketches: Readonly<Partial<Record<string, Sketch>>> = {
  /** The usual mistake: one constant layer that works as one unit. */
  symmetric: {
    id: 'model',
    inputs: 4,
    layers: [
      { units: 8, activation: 'tanh', kernel: constant(0.3), bias: zeros },
      { units: 6, activation: 'tanh', kernel: constant(0.3), bias: zeros },
      { units: 1, activation: 'linear', kernel: constant(0.3), bias: zeros },
    ],
    loss: 'meanSquaredError',
    learningRate: 0.1,
  },
  dead: {
    id: 'model',
    inputs: 4,
    layers: [
      { units: 16, activation: 'relu', kernel: zeros, bias: zeros },
      { units: 8, activation: 'relu', kernel: zeros, bias: zeros },
      { units: 1, activation: 'sigmoid', kernel: zeros, bias: zeros },
    ],
    loss: 'binaryCrossentropy',
    learningRate: 0.1,
  },
  blocked: {
    id: 'model',
    inputs: 4,
    layers: [
      { units: 8, activation: 'sigmoid', kernel: zeros, bias: zeros },
      { units: 8, activation: 'sigmoid', kernel: zeros, bias: zeros },
      { units: 8, activation: 'sigmoid', kernel: zeros, bias: zeros },
      { units: 1, activation: 'sigmoid', kernel: zeros, bias: zeros },
    ],
    loss: 'binaryCrossentropy',
    learningRate: 0.5,
  },
  healthy: {
    id: 'model',
    inputs: 2,
    layers: [
      { units: 8, activation: 'tanh', kernel: glorot, bias: zeros },
      { units: 64, activation: 'tanh', kernel: glorot, bias: zeros },
      { units: 3, activation: 'softmax', kernel: glorot, bias: zeros },
    ],
    loss: 'categoricalCrossentropy',
    learningRate: 0.1,
  },
  circles: {
    id: 'rings',
    inputs: 2,
    layers: [
      { units: 8, activation: 'tanh', kernel: constant(0.5), bias: zeros },
      { units: 1, activation: 'sigmoid', kernel: constant(0.5), bias: zeros },
    ],
    loss: 'binaryCrossentropy',
    learningRate: 1,
  },
  wide: {
    id: 'classifier',
    inputs: 784,
    layers: [
      { units: 128, activation: 'relu', kernel: randn(0.01), bias: zeros },
      { units: 64, activation: 'relu', kernel: constant(0.01), bias: constant(0.1) },
      { units: 10, activation: 'softmax', kernel: constant(0.01), bias: zeros },
    ],
    loss: 'categoricalCrossentropy',
    learningRate: 0.05,
  },
};

/** A small convolutional network whose first filters are copies of one. */
const filters: Network = {
  ...networkOf({ id: 'digits', inputs: 1, layers: [], loss: 'categoricalCrossentropy', learningRate: 0.1 }),
  inputs: [{ id: 'image', shape: known([8, 8, 1]) }],
  layers: [
    convolution('conv1', 'image', 6, constant(0.1)),
    convolution('conv2', 'conv1', 4, { kind: 'he-normal' }),
    { ...layerOf('flatten', 'flatten', 'conv2'), parameters: [] },
    {
      ...layerOf('scores', 'dense', 'flatten'),
      settings: { units: known(3), activation: known('softmax'), useBias: known(true) },
      parameters: startsOf(glorot),
    },
  ],
  outputs: known(['scores']),
};

function convolution(id: string, from: string, count: number, kernel: Start): Layer {
  const settings = { filters: count, kernelSize: 3, strides: 1, padding: 'same', activation: 'relu' };
  return {
    ...layerOf(id, 'conv2d', from),
    settings: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, known(value)])),
    parameters: startsOf(kernel),
  };
}

function layerOf(id: string, kind: LayerKind, from: string): Omit<Layer, 'parameters'> {
  return { id, kind, at: nowhere, from: known([from]), settings: {}, trainable: known(true) };
}

function startsOf(kernel: Start): Layer['parameters'] {
  const site = { at: nowhere, replacements: [] };
  return [
    { name: 'kernel', role: 'kernel', start: known(kernel), site, surprises: [] },
    { name: 'bias', role: 'bias', start: known(zeros), surprises: [] },
  ];
}

/** The sites as the analysis would hand them over: with ways to write a better start. */
function withReplacements(network: Network): Network {
  const names = {
    heNormal: 'he-normal',
    glorotUniform: 'glorot-uniform',
    lecunNormal: 'lecun-normal',
  } as const;
  const replacements = Object.entries(names).map(([spelling, kind]) => ({
    start: { kind },
    spelling,
    edits: [{ start: 321, end: 328, text: `'${spelling}'` }],
  }));
  const layers = network.layers.map((layer) => ({
    ...layer,
    parameters: layer.parameters.map((parameter) =>
      parameter.site === undefined ? parameter : { ...parameter, site: { ...parameter.site, replacements } },
    ),
  }));
  return { ...network, layers };
}

export function subjectOf(network: Network, version = 1): PanelSubject {
  return {
    uri: 'file:///work/src/model.ts',
    version,
    fileName: 'src/model.ts',
    network,
    findings: report(network, judge(network)),
    lines: Object.fromEntries(network.layers.map((layer, i) => [layer.id, 12 + i])),
  };
}

export function sample(name: string, version = 1): PanelSubject | null {
  const sketch = sketches[name];
  const network = name === 'filters' ? filters : sketch === undefined ? null : networkOf(sketch);
  return network === null ? null : subjectOf(withReplacements(network), version);
}
