// Checks of single values: null where the value is fine, else what is wrong with it.

export type Check = (value: unknown) => string | null;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a short text for messages. */
export function text(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);

export const finite: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? null : `needs a finite number, not ${text(value)}`;

export const count: Check = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
    ? null
    : `needs a whole number of at least 1, not ${text(value)}`;

export const positive: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
    ? null
    : `needs a number above 0, not ${text(value)}`;

export const atLeastZero: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? null
    : `needs a number of at least 0, not ${text(value)}`;

/** 0 ≤ x < 1. */
export const fraction: Check = (value) =>
  typeof value === 'number' && value >= 0 && value < 1
    ? null
    : `needs a number from 0 to below 1, not ${text(value)}`;

export const bool: Check = (value) =>
  typeof value === 'boolean' ? null : `needs true or false, not ${text(value)}`;

export const integer: Check = (value) =>
  Number.isSafeInteger(value) ? null : `needs a whole number, not ${text(value)}`;

export const oneOf =
  (names: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && names.includes(value)
      ? null
      : `${text(value)} is not one of ${names.join(', ')}`;

/** One count, or a list of `axes` counts. */
export const sizes =
  (axes: number): Check =>
  (value) => {
    if (!Array.isArray(value)) return count(value);
    if (value.length !== axes && value.length !== 1) return `needs ${axes} numbers, not ${value.length}`;
    return (value as unknown[]).map(count).find((problem) => problem !== null) ?? null;
  };

/** A shape without the batch axis: no axis, or axes of known length. */
export const shapeOfSizes: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0) return `needs a list of axis lengths, not ${text(value)}`;
  if (value.length > 6) return `has ${value.length} axes, more than 6`;
  return (value as unknown[]).map(count).find((problem) => problem !== null) ?? null;
};
