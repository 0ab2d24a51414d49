// The volume of numbers (`w`, with sides sx, sy and depth) that convnetjs and its fork toygrad keep their weights in.
import { expanded } from '../evaluate/expand.ts';
import type {
  Abstract,
  ArrayValue,
  Call,
  Located,
  Machine,
  ObjectModel,
  ObjectValue,
} from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeList,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { untouchedList } from '../weights/numbers.ts';

interface VolFacts {
  readonly kind: 'vol';
  readonly sides: readonly Abstract[];
  readonly call: Call;
  /** The layer whose weights these are; after it has been trained, writes are no part of its start. */
  readonly owner: ObjectValue | undefined;
}

export type Vol = ObjectValue & { readonly data: VolFacts };

export const isVol = (value: Abstract): value is Vol => value.t === 'object' && value.model === volModel;

export const volSlots = { w: '@@w', started: '@@started' } as const;

/** The argument of `new Vol(sx, sy, depth, c)` that fills it. */
export const fillArgument = 3;

/** `content` undefined: drawn. */
export function makeVol(
  machine: Machine,
  sides: readonly Abstract[],
  content: Abstract | undefined,
  call: Call,
  owner?: ObjectValue,
): Vol {
  const data: VolFacts = { kind: 'vol', sides, call, owner };
  const vol = { ...makeObject(machine, { model: volModel, made: call.at }), data };
  vol.props.set(volSlots.w, makeSlot(machine));
  const given = call.nodes.at(fillArgument);
  const node = given && owner === undefined ? { node: given, module: call.at.module } : undefined;
  putProperty(machine, vol, volSlots.w, numbersOf(machine, sides, content, node));
  return vol;
}

function numbersOf(
  machine: Machine,
  sides: readonly Abstract[],
  content: Abstract | undefined,
  node: Located | undefined,
): Abstract {
  const length = sides.reduce<number | undefined>((product, side) => {
    const number = asNumber(side);
    return product === undefined || number === undefined ? undefined : product * number;
  }, 1);
  if (content === undefined) return untouchedList(machine, length);
  if (content.t === 'array') return makeList(machine, listOf(content));
  const array = makeArray(machine, []);
  fill(machine, array, length === undefined ? unknownValue('its size') : constant(length), content, node);
  return array;
}

function fill(
  machine: Machine,
  array: ArrayValue,
  length: Abstract,
  value: Abstract,
  node: Located | undefined,
): void {
  // null is computed with as 0.
  const number = value.t === 'constant' && value.value === null ? constant(0, value.at) : value;
  machine.write(array.content, { t: 'list', items: [], fill: { length, value: number } }, node);
}

/** `new Vol([…])`, `new Vol(sx, sy, depth)`, `new Vol(sx, sy, depth, c)` */
export function newVol(machine: Machine, call: Call): Abstract {
  const [first, second, third] = [0, 1, 2].map((index) => call.args.at(index) ?? undefinedValue);
  const content = call.args.at(fillArgument);
  if (call.open) return unknownValue('a volume of numbers');
  if (first.t === 'array') {
    const length = machine.get(first, 'length', call.frame);
    return makeVol(machine, [constant(1), constant(1), length], first, call);
  }
  const isGiven = content !== undefined && !(content.t === 'constant' && content.value === undefined);
  return makeVol(machine, [first, second, third], isGiven ? content : undefined, call);
}

const isStarted = ({ data: { owner } }: Vol): boolean => {
  const value = owner && read(owner.props.get(volSlots.started));
  return value?.t === 'constant' && value.value === true;
};

const wOf = (vol: Vol): Abstract =>
  read(vol.props.get(volSlots.w)) ?? unknownValue('the numbers of a volume');

const volModel: ObjectModel = {
  name: 'a volume of numbers',
  call(machine, self, method, call) {
    if (!isVol(self)) return undefined;
    const [first = undefinedValue] = call.args;
    switch (method) {
      case 'setConst':
        setConst(machine, self, first, call);
        return undefinedValue;
      case 'set':
        setEntry(machine, self, call);
        return undefinedValue;
      case 'clone':
        return makeVol(machine, self.data.sides, wOf(self), call);
      case 'cloneAndZero':
        return makeVol(machine, self.data.sides, constant(0), call);
      case 'fromJSON':
        write(machine, self, machine.get(first, 'w', call.frame), call.at);
        return undefinedValue;
      case 'add':
      case 'addFrom':
      case 'addFromScaled':
        write(machine, self, unknownValue('numbers are added to the weights'), call.at);
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(_machine, self, name) {
    if (!isVol(self)) return undefined;
    if (name === 'w') return isStarted(self) ? unknownValue('weights after training') : wOf(self);
    const side = ['sx', 'sy'].indexOf(name);
    if (side >= 0) return self.data.sides.at(side);
    return name === 'depth' || name === 'sz' ? self.data.sides.at(2) : undefined;
  },
  set(machine, self, name, value, node) {
    if (name === 'w' && isVol(self)) write(machine, self, value, node);
    return name === 'w';
  },
};

function write(machine: Machine, vol: Vol, value: Abstract, node: Located): void {
  if (!isStarted(vol)) putProperty(machine, vol, volSlots.w, value, node);
}

function setConst(machine: Machine, vol: Vol, value: Abstract, call: Call): void {
  const w = wOf(vol);
  if (isStarted(vol)) return;
  if (w.t === 'array') fill(machine, w, machine.get(w, 'length', call.frame), value, call.at);
  else write(machine, vol, unknownValue('a volume set to one number'), call.at);
}

/** `set(x, y, d, v)` */
function setEntry(machine: Machine, vol: Vol, call: Call): void {
  const [x, y, d] = call.args.map(asNumber);
  const [sx, , depth] = vol.data.sides.map(asNumber);
  const [w, value, node] = [wOf(vol), call.args.at(3), call.nodes.at(3)];
  if (isStarted(vol) || value === undefined) return;
  if (
    w.t !== 'array' ||
    x === undefined ||
    y === undefined ||
    d === undefined ||
    sx === undefined ||
    depth === undefined
  )
    write(machine, vol, unknownValue('one of its numbers is set'), call.at);
  else
    machine.set(
      w,
      String((sx * y + x) * depth + d),
      value,
      node ? { node, module: call.at.module } : call.at,
    );
}

/** The numbers of several volumes, one after the other; undefined where one of them is not known. */
export function volsIn(list: Abstract | undefined): Vol[] | undefined {
  if (list?.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(list));
  if (rest !== undefined || items.length === 0) return undefined;
  const vols = items.flatMap((item) => (!item.maybe && isVol(item.value) ? [item.value] : []));
  return vols.length === items.length ? vols : undefined;
}

export const numbersIn = (vol: Vol): Abstract | undefined => {
  const value = read(vol.props.get(volSlots.w));
  return value && !isNullish(value) ? value : undefined;
};
