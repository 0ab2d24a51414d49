// The scales that all pictures of a column share, so that a step is above itself everywhere, and the classes of colour.

/** Room left and right of every time axis, in pixels. */
export const gutter = { left: 86, right: 62 } as const;

export interface TimeScale {
  readonly width: number;
  readonly steps: number;
}

/** The left edge of what happens after `step` updates. */
export const xOfStep = ({ width, steps }: TimeScale, step: number): number =>
  gutter.left + (plotWidth({ width, steps }) * step) / steps;

export const plotWidth = ({ width }: TimeScale): number => Math.max(40, width - gutter.left - gutter.right);

/** The number of updates done at a horizontal place; for clicks. */
export const stepAt = (scale: TimeScale, x: number): number =>
  Math.max(0, Math.min(scale.steps, Math.ceil(((x - gutter.left) / plotWidth(scale)) * scale.steps)));

/** Round steps for the axis: at most about one every 60 pixels. */
export function ticks(scale: TimeScale): readonly number[] {
  const room = Math.max(2, Math.floor(plotWidth(scale) / 60));
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => scale.steps / size <= room) ?? 1000;
  const found: number[] = [];
  for (let step = every; step <= scale.steps; step += every) found.push(step);
  return found;
}

/** How large a gradient is, as a class of colour: decades from below 1e-7 (0) to 1 and above (8). */
export type Level = number;
export const levels: readonly Level[] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

export const levelOf = (norm: number): Level =>
  Math.max(0, Math.min(8, Math.floor(Math.log10(norm) + 1e-9) + 8));

/** Colours of twin classes: as many as can be told apart; further classes start over, their letters differ. */
const classColours = 8;

export interface ClassMark {
  /** Colour number, or null for a unit that has no twin. */
  readonly colour: number | null;
  /** The letter written into the unit; empty for one that has no twin. */
  readonly letter: string;
}

/** One mark per unit. Twins share colour and letter; a unit without a twin stays plain, so colour always means "copy". */
export function classMarks(classes: readonly number[]): readonly ClassMark[] {
  const sizes = new Map<number, number>();
  for (const group of classes) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const twins = [...sizes].filter(([, size]) => size > 1).map(([group]) => group);
  const marks = new Map(
    twins.map((group, i): [number, ClassMark] => [group, { colour: i % classColours, letter: letterOf(i) }]),
  );
  return classes.map((group) => marks.get(group) ?? { colour: null, letter: '' });
}

const letterOf = (i: number): string =>
  String.fromCharCode(65 + (i % 26)) + (i >= 26 ? String(Math.floor(i / 26)) : '');
