// JSON files as the evaluator's values.
import type { Abstract, Slot } from './evaluate/model.ts';
import { absent, constant, unknownValue } from './evaluate/model.ts';

/** Entries beyond this are not held: large files hold data or trained weights. */
const maxEntries = 20_000;

export function fromJson(text: string): Abstract {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return unknownValue('a JSON file with errors');
  }
  let left = maxEntries;
  const slot = (value: Slot['value']): Slot => ({ born: 0, value });
  const convert = (value: unknown, depth: number): Abstract => {
    left -= 1;
    if (left < 0 || depth > 64) return unknownValue('the JSON file is too large');
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    )
      return constant(value);
    if (Array.isArray(value)) {
      const items = value.slice(0, left + 1).map((entry) => ({ value: convert(entry, depth + 1) }));
      return { t: 'array', typed: false, content: slot({ t: 'list', items }) };
    }
    if (typeof value !== 'object') return unknownValue('a JSON value');
    const props = new Map(
      Object.entries(value).map(([name, entry]) => [name, slot(convert(entry, depth + 1))]),
    );
    return { t: 'object', props, proto: null, name: slot(absent), open: slot(absent) };
  };
  return convert(data, 0);
}
