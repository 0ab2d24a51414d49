// Networks as code could have contained them, for dev.html and its tests.
import type { Network } from '../src/core/network/graph.ts';
import { report } from '../src/core/report/report.ts';
import { judge } from '../src/core/verdict/judge.ts';
import type { PanelSubject } from '../src/protocol/panel-api.ts';
import { constant, networkOf, randn, type Sketch, zeros } from './preset-network.ts';

const glorot = { kind: 'glorot-uniform' } as const;

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

export const sample = (name: string, version = 1): PanelSubject | null => {
  const sketch = sketches[name];
  return sketch === undefined ? null : subjectOf(withReplacements(networkOf(sketch)), version);
};
