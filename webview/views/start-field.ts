// A list of starts, and beside it the one number that the chosen start may have.
import type { PlainStart } from '../changes.ts';
import { type StartChoice, startLabel } from '../choices.ts';
import { choice, numberField } from '../controls.ts';
import type { VNode } from '../dom.ts';
import { text } from '../text.ts';

export interface StartField {
  readonly label: string;
  readonly offered: readonly StartChoice[];
  /** Null: as the code says. */
  readonly value: PlainStart | null;
  /** What the code says, in words; null where there is no code to go back to. */
  readonly written: string | null;
  readonly onStart: (start: PlainStart | null) => void;
}

const asCode = 'code';

export function startField({ label, offered, value, written, onStart }: StartField): readonly VNode[] {
  const changed = written !== null && value !== null;
  const list = choice({
    label,
    value: value === null ? asCode : choiceOf(offered, value),
    changed,
    choices: [
      ...(written === null ? [] : [{ value: asCode, label: text.settings.asInCode(written) }]),
      ...offered,
    ],
    onChoose: (name) => onStart(offered.find((entry) => entry.value === name)?.start ?? null),
  });
  const number = value === null ? null : sizeOf(value);
  if (number === null) return [list];
  return [
    list,
    numberField({
      label: `${label}: ${number.label}`,
      value: number.value,
      changed,
      accepts: number.accepts,
      onNumber: (size) => onStart(number.with(size)),
    }),
  ];
}

/** The very start, or the entry whose number stands for any. */
const choiceOf = (offered: readonly StartChoice[], value: PlainStart): string =>
  (
    offered.find((entry) => startLabel(entry.start) === startLabel(value)) ??
    offered.find((entry) => entry.adjustable === true && entry.start.kind === value.kind)
  )?.value ?? asCode;

interface Size {
  readonly label: string;
  readonly value: number;
  readonly accepts: (value: number) => boolean;
  readonly with: (value: number) => PlainStart;
}

function sizeOf(start: PlainStart): Size | null {
  switch (start.kind) {
    case 'constant':
      return {
        label: text.settings.constant,
        value: start.value,
        accepts: Number.isFinite,
        with: (value) => ({ ...start, value }),
      };
    case 'random-normal':
      return {
        label: text.settings.stddev,
        value: start.stddev,
        accepts: (value) => value > 0,
        with: (stddev) => ({ ...start, stddev }),
      };
    case 'random-uniform':
      return {
        label: text.settings.limit,
        value: start.max,
        accepts: (value) => value > 0,
        with: (limit) => ({ ...start, min: -limit, max: limit }),
      };
    case 'truncated-normal':
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
    case 'orthogonal':
    case 'identity':
      return null;
  }
}
