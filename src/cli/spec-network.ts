// A NetworkSpec as the analysis would have read it from code, for views that start from a network.
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../core/engine/spec.ts';
import type { Layer, Network, Parameter, ParameterRole, Setting, Start } from '../core/network/graph.ts';
import { known, type Value } from '../core/network/value.ts';

const nowhere = { start: 0, end: 0 };

/** Where a parameter's start stands in a layer's spec, what it is for, and what `tf.layers` fills it with by default. */
const parameters: Readonly<Record<string, { readonly role: ParameterRole; readonly start: Start }>> = {
  kernel: { role: 'kernel', start: { kind: 'glorot-uniform' } },
  depthwise: { role: 'kernel', start: { kind: 'glorot-uniform' } },
  embeddings: { role: 'kernel', start: { kind: 'random-uniform', min: -0.05, max: 0.05 } },
  recurrent: { role: 'recurrent', start: { kind: 'orthogonal', gain: 1 } },
  bias: { role: 'bias', start: { kind: 'constant', value: 0 } },
  gamma: { role: 'scale', start: { kind: 'constant', value: 1 } },
  beta: { role: 'shift', start: { kind: 'constant', value: 0 } },
  alpha: { role: 'slope', start: { kind: 'constant', value: 0 } },
};

const namesOf: Record<LayerSpec['kind'], readonly string[]> = {
  dense: ['kernel', 'bias'],
  conv1d: ['kernel', 'bias'],
  conv2d: ['kernel', 'bias'],
  depthwiseConv2d: ['depthwise', 'bias'],
  embedding: ['embeddings'],
  simpleRNN: ['kernel', 'recurrent', 'bias'],
  gru: ['kernel', 'recurrent', 'bias'],
  lstm: ['kernel', 'recurrent', 'bias'],
  batchNormalization: ['gamma', 'beta'],
  layerNormalization: ['gamma', 'beta'],
  prelu: ['alpha'],
  activation: [],
  leakyReLU: [],
  dropout: [],
  flatten: [],
  reshape: [],
  maxPooling2d: [],
  averagePooling2d: [],
  globalAveragePooling1d: [],
  globalAveragePooling2d: [],
  add: [],
  multiply: [],
  average: [],
  concatenate: [],
  dot: [],
};

/** Nothing unknown, nothing in a source: every span is empty and at 0. */
export function networkOf(spec: NetworkSpec, id: string): Network {
  const { kind, ...settings } = spec.optimizer;
  return {
    id,
    library: 'tfjs-layers',
    at: nowhere,
    inputs: spec.inputs.map((input) => ({ id: input.id, shape: known(input.shape) })),
    layers: spec.layers.map(layerOf),
    outputs: known(spec.outputs),
    loss: known(spec.loss),
    optimizer: known({ kind, settings: knownSettings(settings) }),
    batchSize: known(spec.batchSize ?? null),
  };
}

function layerOf(layer: LayerSpec): Layer {
  const names = namesOf[layer.kind];
  const { id, kind, from, trainable, ...fields } = layer;
  const starts = fields as Readonly<Partial<Record<string, unknown>>>;
  const settings = Object.entries(fields).filter(([name]) => !names.includes(name));
  return {
    id,
    kind,
    at: nowhere,
    from: known(from),
    settings: knownSettings(Object.fromEntries(settings)),
    trainable: known(trainable ?? true),
    parameters: names
      .filter((name) => name !== 'bias' || starts['useBias'] !== false)
      .map((name) => parameterOf(name, starts[name] as InitializerSpec | undefined)),
  };
}

function parameterOf(name: string, written: InitializerSpec | undefined): Parameter {
  const { role, start } = parameters[name];
  return {
    name,
    role,
    start: known(written === undefined ? start : startOf(written)),
    // A site makes the report speak of the start: here the spec is the code.
    ...(written === undefined ? {} : { site: { at: nowhere, replacements: [] } }),
    surprises: [],
  };
}

function startOf(initializer: InitializerSpec): Start {
  const { kind } = initializer;
  if (kind === 'orthogonal' || kind === 'identity') return { kind, gain: initializer.gain ?? 1 };
  return initializer;
}

function knownSettings(settings: object): Record<string, Value<Setting>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, known(value as Setting)] as const),
  );
}
