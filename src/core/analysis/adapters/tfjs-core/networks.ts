// Which computed values are the end of a network: losses, predictions, and the errors that updates written by hand are
// made of.
import type { Network, Optimizer } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Machine } from '../../evaluate/model.ts';
import { listOf, read } from '../../evaluate/model.ts';
import type { Computed } from './operations.ts';
import { coreSlots, isComputed, isVariable } from './operations.ts';
import { Reader } from './reader.ts';

/** Operations between the output and the loss. */
const tail = new Set([
  'mean',
  'sum',
  'square',
  'sub',
  'neg',
  'log',
  'mul',
  'div',
  'abs',
  'squaredDifference',
  'asScalar',
  'sqrt',
  'pow',
  'clipByValue',
  'argMax',
  'argMin',
  'equal',
  'greater',
  'round',
  'cast',
]);

const lossNames: Readonly<Partial<Record<string, string>>> = {
  'losses.meanSquaredError': 'meanSquaredError',
  'losses.absoluteDifference': 'meanAbsoluteError',
  'losses.logLoss': 'binaryCrossentropy',
  'losses.huberLoss': 'huberLoss',
  'losses.hingeLoss': 'hinge',
  'losses.sigmoidCrossEntropy': 'sigmoidCrossEntropy',
  'losses.softmaxCrossEntropy': 'softmaxCrossEntropy',
};

const isLoss = (name: string): boolean => name.startsWith('losses.') || name.startsWith('metrics.');

const maxEnds = 200;
const maxSteps = 500;

export function coreNetworks(machine: Machine): Network[] {
  const all = machine.made.flatMap(({ object }) => (isComputed(object) ? [object] : []));
  const consumed = new Set(all.flatMap(({ data }) => data.inputs.flatMap(partsOf)));
  const found = new Map<string, Network>();
  for (const end of all.filter((value) => !consumed.has(value)).slice(0, maxEnds)) {
    const network = networkBefore(machine, end);
    if (!network) continue;
    const key = network.layers
      .map(({ at, parameters }) => `${at.start}:${parameters.map(({ site }) => site?.at.start).join()}`)
      .join(' ');
    const before = found.get(key);
    if (!before || (before.loss.is === 'unknown' && network.loss.is !== 'unknown')) found.set(key, network);
  }
  return [...found.values()];
}

/** The operands in a list, as `concat` takes them. */
const partsOf = (input: Abstract): Abstract[] =>
  input.t === 'array' ? listOf(input).items.map(({ value }) => value) : [input];

function networkBefore(machine: Machine, end: Computed): Network | undefined {
  if (read(end.props.get(coreSlots.update))) {
    const networks = errorsIn(end).map((output) => networkUpTo(machine, output, end, byProgram));
    return networks.reduce((a, b) => (b && (!a || b.layers.length > a.layers.length) ? b : a), undefined);
  }
  const { output, loss } = outputOf(end, 0);
  return output && networkUpTo(machine, output, end, loss);
}

const byProgram: Value<string> = unknown('the loss is computed by the program');

function networkUpTo(
  machine: Machine,
  output: Computed,
  end: Computed,
  loss: Value<string>,
): Network | undefined {
  const layers = new Reader(machine, trainedBy(end)).read(output);
  if (!layers) return undefined;
  const { frame } = output.data.call;
  const optimizer = read(end.props.get(coreSlots.optimizer));
  return {
    id: frame.home?.name ?? frame.name ?? 'network',
    library: 'tfjs-core',
    at: machine.span(output.data.call.at),
    ...layers,
    loss,
    optimizer:
      optimizer?.t === 'object' && isOptimizer(optimizer.data)
        ? known(optimizer.data)
        : unknown('the optimizer is not known'),
    batchSize: unknown('the batch size is not given'),
  };
}

/** `minimize(f, returnCost, variables)`: only these are trained; undefined: all, or it is not known which. */
function trainedBy(end: Computed): ReadonlySet<Abstract> | undefined {
  const list = read(end.props.get(coreSlots.trained));
  if (list?.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(list));
  return rest === undefined && items.every((item) => !item.maybe && isVariable(item.value))
    ? new Set(items.map((item) => item.value))
    : undefined;
}

/** Goes back from the end over what only measures, to the last operation of the network. */
function outputOf(end: Computed, depth: number): { output: Computed | undefined; loss: Value<string> } {
  const { name, inputs } = end.data;
  const computed = inputs.filter(isComputed);
  const measures = isLoss(name) || tail.has(name) || (name === 'add' && !inputs.some(isVariable));
  if (!measures || depth > 50) return { output: end, loss: byProgram };
  const outputs = computed.map((input) => outputOf(input, depth + 1).output);
  const output = outputs.at(0);
  if (outputs.some((other) => other !== output))
    return { output: name === 'add' ? end : undefined, loss: byProgram };
  const loss =
    (Object.hasOwn(lossNames, name) ? lossNames[name] : undefined) ??
    (name === 'mean' ? squaredError(computed.at(0)) : undefined);
  const inner = computed.at(0);
  const innerLoss = inner ? outputOf(inner, depth + 1).loss : byProgram;
  return { output, loss: loss === undefined ? innerLoss : known(loss) };
}

/** In an update written by hand: what a target is taken from, or that is taken from a target. */
function errorsIn(update: Computed): Computed[] {
  const seen = new Set<Computed>([update]);
  const outputs = new Set<Computed>();
  for (const value of seen) {
    if (seen.size > maxSteps) break;
    const { name, inputs } = value.data;
    const [left, right] = [inputs.at(0), inputs.at(1)];
    if ((name === 'sub' || name === 'squaredDifference') && left && right) {
      if (isComputed(left) && isTarget(right)) outputs.add(left);
      if (isComputed(right) && isTarget(left)) outputs.add(right);
    }
    for (const input of inputs) if (isComputed(input)) seen.add(input);
  }
  return [...outputs];
}

/** Data, not a number: `tf.sub(1, a)` is the slope of an activation. */
const isTarget = (value: Abstract): boolean =>
  !isComputed(value) &&
  !isVariable(value) &&
  value.t !== 'constant' &&
  !(value.t === 'tensor' && value.content.is === 'start' && value.content.start.kind === 'constant');

const isOptimizer = (data: unknown): data is Optimizer =>
  typeof data === 'object' && data !== null && 'settings' in data && 'kind' in data;

/** mean(square(…)) */
const squaredError = (inner: Computed | undefined): string | undefined =>
  inner && (inner.data.name === 'square' || inner.data.name === 'squaredDifference')
    ? 'meanSquaredError'
    : undefined;
