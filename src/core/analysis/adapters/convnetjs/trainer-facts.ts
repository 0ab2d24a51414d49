// What a trainer says of the training of a net: method, rates, batch size, with the defaults of convnetjs.
import type { Network, Optimizer, Setting } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Machine, ObjectValue } from '../../evaluate/model.ts';
import { asNumber, asString, constant, read } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';
import { fieldOf } from '../../volumes/stages.ts';
import type { Call } from '../../evaluate/model.ts';

export const netSlots = { loss: '@@loss', trainer: '@@trainer' } as const;

/** The options of the last trainer made for the net. */
export function optimizerOf(machine: Machine, net: ObjectValue): Pick<Network, 'optimizer' | 'batchSize'> {
  const options = read(net.props.get(netSlots.trainer));
  if (options === undefined)
    return { optimizer: unknown('no trainer is made here'), batchSize: unknown('no trainer is made here') };
  const call = net.data as Call;
  const field = (name: string, fallback: number | string) =>
    fieldOf(machine, options, [name], constant(fallback), call);
  const setting = (name: string, fallback: number): Value<Setting> => toValue(field(name, fallback), name);
  const batchSize = asNumber(field('batch_size', 1));
  return {
    optimizer: optimizer(asString(field('method', 'sgd')), asNumber(field('momentum', 0.9)), setting),
    batchSize: batchSize === undefined ? unknown('the batch size is not known') : known(batchSize),
  };
}

function optimizer(
  method: string | undefined,
  momentum: number | undefined,
  setting: (name: string, fallback: number) => Value<Setting>,
): Value<Optimizer> {
  const learningRate = setting('learning_rate', 0.01);
  switch (method) {
    case undefined:
      return unknown('the method of the trainer is not known');
    case 'sgd':
      return momentum === 0
        ? known({ kind: 'sgd', settings: { learningRate } })
        : known({ kind: 'momentum', settings: { learningRate, momentum: setting('momentum', 0.9) } });
    case 'nesterov':
    case 'netsterov':
      return known({
        kind: 'momentum',
        settings: { learningRate, momentum: setting('momentum', 0.9), useNesterov: known(true) },
      });
    case 'adam':
      return known({
        kind: 'adam',
        settings: {
          learningRate,
          beta1: setting('beta1', 0.9),
          beta2: setting('beta2', 0.999),
          epsilon: setting('eps', 1e-8),
        },
      });
    case 'adadelta':
      // It has no rate: the ratio of the running averages is the step.
      return known({
        kind: 'adadelta',
        settings: { learningRate: known(1), rho: setting('ro', 0.95), epsilon: setting('eps', 1e-8) },
      });
    default:
      return known({ kind: method, settings: { learningRate } });
  }
}
