// Tensors that depend on variables: what was computed from what, for reading a network off its forward pass.
import ts from 'typescript';
import type { Replacement } from '../../../network/graph.ts';
import { noteDiscarded } from '../../evaluate/discarded.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue, TensorValue } from '../../evaluate/model.ts';
import { makeObject, read, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { combined } from './arithmetic.ts';

export interface VariableFacts {
  readonly kind: 'variable';
  readonly call: Call;
  readonly trainable: Abstract;
}

export interface ComputedFacts {
  readonly kind: 'computed';
  readonly name: string;
  readonly inputs: readonly Abstract[];
  readonly call: Call;
}

/** Where a variable's tensor is kept; what is known of a computed value's use. */
export const coreSlots = {
  value: '@@value',
  optimizer: '@@optimizer',
  /** The variables the optimizer is to train. */
  trained: '@@trained',
  /** It is assigned to a variable that it was computed from. */
  update: '@@update',
} as const;

const variableModel: ObjectModel = {
  name: 'a variable',
  call(machine, self, method, call) {
    if (method === 'assign') {
      assign(machine, self, call);
      return undefinedValue;
    }
    noteUseless(machine, self, method, call);
    return compute(machine, method, [self, ...call.args], call);
  },
  get(machine, self, name) {
    if (name !== 'shape') return undefined;
    const value = read(self.props.get(coreSlots.value));
    return value?.t === 'tensor'
      ? machine.get(value, 'shape', (self.data as VariableFacts).call.frame)
      : undefined;
  },
  held: (self) => read(self.props.get(coreSlots.value)),
  escape(machine, self, call) {
    if (mayChangeTensors(call.callee)) {
      putProperty(
        machine,
        self,
        coreSlots.value,
        unknownValue(`${call.callee} may have set it`, machine.span(call.at)),
        call.at,
      );
    }
  },
};

const computedModel: ObjectModel = {
  name: 'a tensor that depends on variables',
  call: (machine, self, method, call) => compute(machine, method, [self, ...call.args], call),
};

export const isVariable = (value: Abstract): value is ObjectValue & { readonly data: VariableFacts } =>
  value.t === 'object' && value.model === variableModel;

export type Computed = ObjectValue & { readonly data: ComputedFacts };

export const isComputed = (value: Abstract): value is Computed =>
  value.t === 'object' && value.model === computedModel;

/** `tf.variable(tensor, trainable)`, `tensor.variable(trainable)`, `new tf.Variable(…)` */
export function makeVariable(machine: Machine, initial: Abstract, trainable: Abstract, call: Call): Abstract {
  const variable = makeObject(machine, {
    model: variableModel,
    data: { kind: 'variable', call, trainable } satisfies VariableFacts,
    made: call.at,
  });
  const node = call.nodes.at(0);
  const value = isVariable(initial) ? (read(initial.props.get(coreSlots.value)) ?? initial) : initial;
  putProperty(
    machine,
    variable,
    coreSlots.value,
    value,
    node && call.args.at(0) === initial ? { node, module: call.at.module } : call.at,
  );
  machine.made.push({ object: variable, run: machine.run });
  return variable;
}

/**
 * A value computed from variables is a step of training, unless all that goes into it is known before: that, like
 * anything else, is a new start.
 */
function assign(machine: Machine, variable: ObjectValue, call: Call): void {
  const given = call.args.at(0) ?? undefinedValue;
  const value = isComputed(given) && !isStep(variable, given) ? startOf(machine, given) : given;
  if (!value || isComputed(value)) {
    putProperty(machine, given as Computed, coreSlots.update, variable, call.at);
    return;
  }
  const node = call.nodes.at(0);
  putProperty(machine, variable, coreSlots.value, value, node ? { node, module: call.at.module } : call.at);
}

/** `w.assign(w.sub(moment.mul(rate)))`: from itself and from another variable, whatever that one starts from. */
function isStep(variable: ObjectValue, given: Computed): boolean {
  const found = new Set<Abstract>();
  const visit = (value: Abstract, depth: number): void => {
    if (isVariable(value)) found.add(value);
    else if (isComputed(value) && depth < maxDepth)
      for (const input of value.data.inputs) visit(input, depth + 1);
  };
  visit(given, 0);
  return found.size > 1 && found.has(variable);
}

const maxDepth = 6;

/** The tensor that arithmetic on variables as they start gives; undefined where more goes into it. */
function startOf(machine: Machine, { data }: Computed): TensorValue | undefined {
  const [left, right] = data.inputs.map((input) => {
    if (isComputed(input)) return startOf(machine, input);
    return isVariable(input) ? tensorOf(input) : input;
  });
  if (data.inputs.length !== 2 || !left || !right) return undefined;
  const content = combined(data.name, left, right);
  if (content?.is !== 'start') return undefined;
  const shape = left.t === 'tensor' ? left.shape : right.t === 'tensor' ? right.shape : null;
  return { t: 'tensor', shape, content, at: machine.span(data.call.at) };
}

/** Methods and functions that do something to what they are given, or hand out what it holds. */
const useful = new Set(['assign', 'tidy', 'keep', 'variable', 'dispose', 'print']);

/** `w.add(x);` as a statement changes nothing. */
export function noteUseless(machine: Machine, value: Abstract, name: string, call: Call): void {
  if (!call.isStatement || useful.has(name) || readsData.has(name) || name.includes('.')) return;
  if (value.t === 'tensor' || isVariable(value))
    noteDiscarded(machine, value, call, 'a new tensor', takingIt(machine, value, name, call));
}

/** `w.assign(w.add(x));`, where that would make a random start. */
function takingIt(machine: Machine, value: Abstract, name: string, call: Call): Replacement[] {
  const { node, module } = call.at;
  if (!isVariable(value) || !module.main || !ts.isCallExpression(node)) return [];
  const facts: ComputedFacts = { kind: 'computed', name, inputs: [value, ...call.args], call };
  const tensor = startOf(machine, makeObject(machine, { data: facts }) as Computed);
  const { expression } = node;
  if (tensor?.content.is !== 'start' || tensor.content.start.kind === 'constant') return [];
  if (!ts.isPropertyAccessExpression(expression)) return [];
  const written = module.source.text.slice(node.getStart(module.source), node.end);
  const spelling = `${expression.expression.getText(module.source)}.assign(${written})`;
  const { start, end } = machine.span(call.at);
  return [{ start: tensor.content.start, spelling, edits: [{ start, end, text: spelling }] }];
}

const follows = (value: Abstract): boolean =>
  isVariable(value) ||
  isComputed(value) ||
  (value.t === 'choice' && value.cases.some(follows)) ||
  (value.t === 'array' && listHolds(value));

function listHolds(array: Extract<Abstract, { t: 'array' }>): boolean {
  const { value } = array.content;
  return (
    value.t === 'list' &&
    value.items.length < 64 &&
    value.items.some((item) => isVariable(item.value) || isComputed(item.value))
  );
}

/** The result of an operation that has a variable somewhere among its operands; undefined for any other. */
export function compute(
  machine: Machine,
  name: string,
  inputs: readonly Abstract[],
  call: Call,
): Abstract | undefined {
  if (sideEffects.has(name)) return undefinedValue;
  if (!inputs.some(follows)) return undefined;
  if (readsData.has(name)) return unknownValue(`the result of ${name}`, machine.span(call.at));
  const value = makeObject(machine, {
    model: computedModel,
    data: { kind: 'computed', name, inputs, call } satisfies ComputedFacts,
    made: call.at,
  });
  machine.made.push({ object: value, run: machine.run });
  return value;
}

const sideEffects = new Set(['print', 'dispose']);
const readsData = new Set(['data', 'dataSync', 'array', 'arraySync', 'then', 'toString', 'shape', 'bytes']);

/** The tensor a variable holds now. */
export const tensorOf = (variable: ObjectValue): TensorValue | undefined => {
  const value = read(variable.props.get(coreSlots.value));
  return value?.t === 'tensor' ? value : undefined;
};
