// TensorFlow.js Core: tensors, variables, and networks written with operations.
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import { isNullish, undefinedValue, unknownValue } from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import type { Adapter } from './adapter.ts';
import { combined, tensorOperation } from './tfjs-core/arithmetic.ts';
import { coreNetworks } from './tfjs-core/networks.ts';
import { compute, coreSlots, isComputed, makeVariable, noteUseless } from './tfjs-core/operations.ts';
import { makeTensor } from './tfjs-core/tensors.ts';

const argument = (call: Call, index: number): Abstract => call.args.at(index) ?? undefinedValue;

export const tfjsCore: Adapter = {
  id: 'tfjs-core',
  library: 'tfjs',
  packages: [
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-node',
    '@tensorflow/tfjs-node-gpu',
    '@tensorflow/tfjs-react-native',
  ],
  globals: [],
  makers: ['variable', 'Variable'],
  signs: [
    /@tensorflow\/tfjs|\btf\s*[.[]|\}\s*=\s*tf\b|danfojs|\bdfd\s*\.|\bml5\s*\.|\blayers\s*\.\s*[a-z]/,
    /\b[vV]ariable\b/,
  ],
  telling: ['tf', 'dfd', 'ml5', 'assign', 'variable', 'minimize', 'variableGrads', 'matMul'],
  call(machine, path, call) {
    const name = path.join('.');
    switch (name) {
      case 'variable':
      case 'Variable':
        return makeVariable(machine, argument(call, 0), argument(call, 1), call);
      case 'variableGrads':
      case 'grad':
      case 'grads':
      case 'valueAndGrads':
        return gradients(machine, call);
      default:
        noteUseless(machine, argument(call, 0), name, call);
        return (
          compute(machine, name, call.args, call) ??
          (path.length === 1 ? ofTensors(machine, name, call) : undefined)
        );
    }
  },
  tensorMethod(machine, self, name, call) {
    if (name === 'variable') return makeVariable(machine, self, argument(call, 0), call);
    noteUseless(machine, self, name, call);
    return compute(machine, name, [self, ...call.args], call) ?? tensorOperation(machine, self, name, call);
  },
  unknownMethod: (machine, self, name, call) =>
    operations.has(name) ? compute(machine, name, [self, ...call.args], call) : undefined,
  optimize(machine, optimizer, call) {
    const loss = machine.callBack(argument(call, 0), [], call);
    if (isComputed(loss)) {
      putProperty(machine, loss, coreSlots.optimizer, optimizer, call.at);
      const trained = argument(call, 2);
      if (!isNullish(trained)) putProperty(machine, loss, coreSlots.trained, trained, call.at);
    }
    return undefinedValue;
  },
  networks: coreNetworks,
};

/** `tf.variableGrads(f, variables)` */
function gradients(machine: Machine, call: Call): Abstract {
  const loss = machine.callBack(argument(call, 0), [], call);
  const trained = argument(call, 1);
  if (isComputed(loss) && !isNullish(trained))
    putProperty(machine, loss, coreSlots.trained, trained, call.at);
  return unknownValue('gradients', machine.span(call.at));
}

/** `tf.name(…)` */
function ofTensors(machine: Machine, name: string, call: Call): Abstract | undefined {
  const made = makeTensor(machine, name, call);
  if (made) return made;
  const [first, second] = [call.args.at(0), call.args.at(1)];
  if (first?.t === 'tensor')
    return tensorOperation(machine, first, name, {
      ...call,
      args: call.args.slice(1),
      nodes: call.nodes.slice(1),
    });
  if (second?.t !== 'tensor' || !first) return undefined;
  const content = combined(name, first, second);
  return content && { t: 'tensor', shape: second.shape, content, at: machine.span(call.at) };
}

/** Methods that tell that something unknown is a tensor. */
const operations = new Set(['matMul', 'dot', 'add', 'sub', 'mul', 'div', 'conv2d', 'squaredDifference']);
