// TensorFlow.js Core: tensors, variables, and networks written with operations.
import type { Abstract, Call } from '../evaluate/model.ts';
import { undefinedValue, unknownValue } from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import type { Adapter } from './adapter.ts';
import { tensorOperation } from './tfjs-core/arithmetic.ts';
import { coreNetworks } from './tfjs-core/networks.ts';
import { compute, coreSlots, isComputed, makeVariable } from './tfjs-core/operations.ts';
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
        machine.callBack(argument(call, 0), [], call);
        return unknownValue('gradients', machine.span(call.at));
      default:
        return (
          compute(machine, name, call.args, call) ??
          (path.length === 1 ? makeTensor(machine, name, call) : undefined)
        );
    }
  },
  tensorMethod(machine, self, name, call) {
    if (name === 'variable') return makeVariable(machine, self, argument(call, 0), call);
    return compute(machine, name, [self, ...call.args], call) ?? tensorOperation(machine, self, name, call);
  },
  unknownMethod: (machine, self, name, call) =>
    operations.has(name) ? compute(machine, name, [self, ...call.args], call) : undefined,
  optimize(machine, optimizer, call) {
    const loss = machine.callBack(argument(call, 0), [], call);
    if (isComputed(loss)) putProperty(machine, loss, coreSlots.optimizer, optimizer, call.at);
    return undefinedValue;
  },
  networks: coreNetworks,
};

/** Methods that tell that something unknown is a tensor. */
const operations = new Set(['matMul', 'dot', 'add', 'sub', 'mul', 'div', 'conv2d', 'squaredDifference']);
