// From model objects to networks: names, loss, optimizer, batch size; the graph itself is the builder's work.
import type { Network } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Machine, ObjectValue } from '../../evaluate/model.ts';
import { asString, isNullish, read } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';
import { Builder } from './builder.ts';
import type { Model } from './model-facts.ts';
import { modelSlots } from './model-facts.ts';
import type { Names } from './names.ts';
import { readLoss, readOptimizer } from './training.ts';

export function networkOf(machine: Machine, model: Model, names: Names): Network | undefined {
  const { data: facts } = model;
  if (facts.kind === 'loaded') return undefined;
  const builder = new Builder(machine, names, model);
  const outputs = builder.run();
  if (builder.layers.length === 0) return undefined;
  const compiled = read(model.props.get(modelSlots.compiled));
  return {
    id: asString(read(model.name)) ?? facts.call.frame.name ?? 'model',
    library: 'tfjs-layers',
    at: machine.span(facts.call.at),
    inputs: builder.inputs,
    layers: builder.layers,
    outputs,
    loss: readLoss(machine, compiled, facts.call.frame),
    optimizer: readOptimizer(machine, compiled, facts.call.frame),
    batchSize: batchSizeOf(model),
  };
}

function batchSizeOf(model: ObjectValue): Value<number | null> {
  const given = read(model.props.get(modelSlots.batchSize));
  if (given === undefined || isNullish(given)) return unknown('the batch size is not given');
  const value = toValue(given, 'batchSize');
  if (value.is === 'known')
    return typeof value.value === 'number' || value.value === null
      ? known(value.value, value.at)
      : unknown('batchSize is no number');
  return value.is === 'unknown' ? value : unknown('batchSize depends on a condition', value.condition);
}
