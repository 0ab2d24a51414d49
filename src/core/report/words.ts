// Small pieces of sentences that all messages share.
import type { Start } from '../network/graph.ts';
import type { FirstGradient, ParameterJudgement } from '../verdict/verdict.ts';

/** "a kernel of 0.1 everywhere", "a kernel of zeros", "the given kernel". */
export function described({
  start,
  parameter: name,
}: Pick<ParameterJudgement, 'start' | 'parameter'>): string {
  const parameter = named(name);
  if (start?.kind === 'constant')
    return start.value === 0 ? `a ${parameter} of zeros` : `a ${parameter} of ${start.value} everywhere`;
  if (start?.kind === 'values') return `the given ${parameter}`;
  if (start?.kind === 'identity') return `an identity ${parameter}`;
  return start === null ? `an unknown ${parameter}` : `a ${parameter} without spread`;
}

/** A parameter as one says it: "recurrent kernel" for `recurrent`. */
export const named = (parameter: string): string =>
  ['recurrent', 'depthwise', 'pointwise'].includes(parameter) ? `${parameter} kernel` : parameter;

export const isZero = (start: Start | null): boolean => start?.kind === 'constant' && start.value === 0;

/** "he-normal" → "a random He start". */
export function spelled({ kind }: Start): string {
  if (kind === 'constant') return 'ones';
  const family = kind.startsWith('he-') ? 'He' : kind.startsWith('lecun-') ? 'LeCun' : 'Glorot';
  return `a random ${family} start`;
}

export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'its neighbours';
  if (names.length === 1) return names[0];
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Two digits. */
export const short = (value: number): string => String(Number(value.toPrecision(2)));

/** "1 step", "3 steps". */
export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** How small a first gradient is: "of the order of η³, about 1e-5". */
export function sizeWords({ order, decades, roundsToZero }: FirstGradient): string {
  const power = `of the order of η${superscript(order)}`;
  return roundsToZero
    ? `${power} (η is the learning rate), which float32 rounds to exactly 0`
    : `${power} (η is the learning rate), about 1e${Math.round(decades)}`;
}

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const superscript = (power: number): string =>
  power === 1 ? '' : String(power).replace(/\d/g, (digit) => digits[Number(digit)]);
