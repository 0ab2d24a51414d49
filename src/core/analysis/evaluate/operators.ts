// Arithmetic and logic on abstract values: exact for constants, ranges for random draws, unknown otherwise.
import ts from 'typescript';
import { truncatedEntry } from './entries.ts';
import { joinValues } from './join.ts';
import type { Abstract, Draw, Scalar } from './model.ts';
import { constant, isNullish, unknownValue } from './model.ts';

type Plain = string | number;

/** Operators whose result the constants alone decide. */
const onConstants: Partial<Record<ts.SyntaxKind, (a: Scalar, b: Scalar) => Scalar | undefined>> = {
  [ts.SyntaxKind.EqualsEqualsToken]: (a, b) => looselyEqual(a, b),
  [ts.SyntaxKind.ExclamationEqualsToken]: (a, b) => !looselyEqual(a, b),
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: (a, b) => a === b,
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: (a, b) => a !== b,
};

const onPlain: Partial<Record<ts.SyntaxKind, (a: Plain, b: Plain) => Scalar>> = {
  [ts.SyntaxKind.PlusToken]: (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a + b : joinText(String(a), String(b)),
  [ts.SyntaxKind.MinusToken]: (a, b) => Number(a) - Number(b),
  [ts.SyntaxKind.AsteriskToken]: (a, b) => Number(a) * Number(b),
  [ts.SyntaxKind.SlashToken]: (a, b) => Number(a) / Number(b),
  [ts.SyntaxKind.PercentToken]: (a, b) => Number(a) % Number(b),
  [ts.SyntaxKind.AsteriskAsteriskToken]: (a, b) => Number(a) ** Number(b),
  [ts.SyntaxKind.LessThanToken]: (a, b) => a < b,
  [ts.SyntaxKind.LessThanEqualsToken]: (a, b) => a <= b,
  [ts.SyntaxKind.GreaterThanToken]: (a, b) => a > b,
  [ts.SyntaxKind.GreaterThanEqualsToken]: (a, b) => a >= b,
  [ts.SyntaxKind.BarToken]: (a, b) => Number(a) | Number(b),
  [ts.SyntaxKind.AmpersandToken]: (a, b) => Number(a) & Number(b),
  [ts.SyntaxKind.CaretToken]: (a, b) => Number(a) ^ Number(b),
  [ts.SyntaxKind.LessThanLessThanToken]: (a, b) => Number(a) << Number(b),
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: (a, b) => Number(a) >> Number(b),
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: (a, b) => Number(a) >>> Number(b),
};

/** Texts longer than this are not worth knowing, and may be an attempt to fill the memory. */
const maxText = 10_000;

const joinText = (a: string, b: string): string | undefined =>
  a.length + b.length > maxText ? undefined : a + b;

function looselyEqual(a: Scalar, b: Scalar): boolean {
  if (a === null || a === undefined) return b === null || b === undefined;
  return a === b || (typeof a !== typeof b && b !== null && b !== undefined && String(a) === String(b));
}

const isPlain = (value: Scalar): value is Plain => typeof value === 'string' || typeof value === 'number';

/** Whether the value was made by the class or one derived from it; undefined where that is not known. */
function isInstance(value: Abstract, cls: Abstract): boolean | undefined {
  if (cls.t !== 'class' && cls.t !== 'function') return undefined;
  if (value.t === 'constant' || value.t === 'draw' || value.t === 'array') return false;
  if (value.t !== 'object' || value.model) return undefined;
  let proto: Abstract | null = value.proto;
  for (let guard = 0; proto && guard < 50; guard += 1) {
    if (proto.t !== cls.t) return proto.t === 'unknown' ? undefined : false;
    if (proto.node === cls.node) return true;
    proto = proto.t === 'class' ? proto.base : null;
  }
  return proto ? undefined : false;
}

export function binary(operator: ts.SyntaxKind, a: Abstract, b: Abstract): Abstract {
  if (operator === ts.SyntaxKind.InstanceOfKeyword) {
    const is = isInstance(a, b);
    return is === undefined ? unknownValue('what it is an instance of') : constant(is);
  }
  if (a.t === 'choice') return distribute(a.cases, (value) => binary(operator, value, b));
  if (b.t === 'choice') return distribute(b.cases, (value) => binary(operator, a, value));
  if (a.t === 'constant' && b.t === 'constant') {
    const compare = onConstants[operator];
    if (compare) return constant(compare(a.value, b.value));
    const compute = onPlain[operator];
    const [x, y] = [numberFromBoolean(a.value), numberFromBoolean(b.value)];
    if (compute && isPlain(x) && isPlain(y)) {
      const result = compute(x, y);
      if (result === undefined) return unknownValue('the text is too long');
      const at = a.at ?? b.at;
      return constant(result, at);
    }
    return unknownValue('a computation that is not followed');
  }
  if (onConstants[operator] && ((isNullish(a) && isThing(b)) || (isNullish(b) && isThing(a)))) {
    return constant(
      operator === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
        operator === ts.SyntaxKind.ExclamationEqualsToken,
    );
  }
  if (a.t === 'draw' || b.t === 'draw') return onDraws(operator, a, b);
  if (a.t === 'unknown') return a;
  if (b.t === 'unknown') return b;
  return unknownValue('a computation that is not followed');
}

const isThing = (value: Abstract): boolean =>
  value.t !== 'unknown' && value.t !== 'draw' && value.t !== 'constant';

const numberFromBoolean = (value: Scalar): Scalar => (typeof value === 'boolean' ? Number(value) : value);

const distribute = (cases: readonly Abstract[], compute: (value: Abstract) => Abstract): Abstract =>
  cases.map(compute).reduce((x, y) => joinValues(x, y));

const range = (value: Abstract): readonly [number, number] | undefined => {
  if (value.t === 'draw') return [value.low, value.high];
  return value.t === 'constant' && typeof value.value === 'number' ? [value.value, value.value] : undefined;
};

/** `x | 0` and its like cut a number down to an integer. */
const truncating = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
  ts.SyntaxKind.LessThanLessThanToken,
]);

function onDraws(operator: ts.SyntaxKind, a: Abstract, b: Abstract): Abstract {
  if (truncating.has(operator) && b.t === 'constant' && b.value === 0) return truncatedEntry(a);
  const [x, y] = [range(a), range(b)];
  const at = a.t === 'draw' ? a.at : b.t === 'draw' ? b.at : undefined;
  if (!x || !y || !at) return { ...unknownValue('it depends on a random number'), kind: 'random' };
  const ends = (combine: (p: number, q: number) => number): Draw => {
    const all = x.flatMap((p) => y.map((q) => combine(p, q)));
    const born = Math.max(a.t === 'draw' ? a.born : 0, b.t === 'draw' ? b.born : 0);
    // A sum of draws of which one is normal is taken for one that is.
    const isNormal = (a.t === 'draw' && a.isNormal) || (b.t === 'draw' && b.isNormal);
    const made: Draw = { t: 'draw', low: Math.min(...all), high: Math.max(...all), at, born };
    return isNormal ? { ...made, isNormal } : made;
  };
  if (operator === ts.SyntaxKind.PlusToken) return ends((p, q) => p + q);
  if (operator === ts.SyntaxKind.MinusToken) return ends((p, q) => p - q);
  if (operator === ts.SyntaxKind.AsteriskToken) return ends((p, q) => p * q);
  const divides = operator === ts.SyntaxKind.SlashToken && b.t === 'constant' && b.value !== 0;
  return divides ? ends((p, q) => p / q) : unknownValue('it depends on a random number');
}

export function negate(value: Abstract): Abstract {
  if (value.t === 'choice') return distribute(value.cases, negate);
  if (value.t === 'constant' && typeof value.value === 'number') return constant(-value.value, value.at);
  if (value.t === 'draw') return { ...value, low: -value.high, high: -value.low };
  return value.t === 'unknown' ? value : unknownValue('a computation that is not followed');
}

/** true, false, or undefined where the source does not decide. */
export function truthiness(value: Abstract): boolean | undefined {
  switch (value.t) {
    case 'constant':
      return Boolean(value.value);
    case 'unknown':
    case 'draw':
      return undefined;
    case 'choice': {
      const all = new Set(value.cases.map(truthiness));
      const [only] = all;
      return all.size === 1 ? only : undefined;
    }
    case 'object':
    case 'array':
    case 'function':
    case 'class':
    case 'native':
    case 'library':
    case 'tensor':
      return true;
  }
}
