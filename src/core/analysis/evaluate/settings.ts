// From the evaluator's values to those of the network.
import type { Setting } from '../../network/graph.ts';
import { known, unknown } from '../../network/value.ts';
import type { Known, Value } from '../../network/value.ts';
import type { Abstract } from './model.ts';
import { listOf } from './model.ts';
import { expanded } from './expand.ts';

/** One value as plain data; undefined where it is not known or not plain. */
export function plain(value: Abstract): Setting | undefined {
  if (value.t === 'constant') return typeof value.value === 'bigint' ? Number(value.value) : value.value;
  if (value.t !== 'array') return undefined;
  const list = expanded(listOf(value));
  if (list.rest !== undefined) return undefined;
  const entries: (number | null)[] = [];
  for (const item of list.items) {
    if (item.maybe || item.value.t !== 'constant') return undefined;
    const entry = item.value.value;
    if (entry === null || entry === undefined) entries.push(null);
    else if (typeof entry === 'number') entries.push(entry);
    else return undefined;
  }
  return entries;
}

/** A setting with its unknowns; `what` names it in the words for a missing value. */
export function toValue(value: Abstract, what: string): Value<Setting> {
  if (value.t === 'choice') {
    const cases: Known<Setting>[] = [];
    for (const one of value.cases) {
      const data = plain(one);
      if (data === undefined) return unknown(`${what} depends on a condition`, value.condition);
      cases.push(known(data, one.t === 'constant' ? one.at : undefined));
    }
    return { is: 'one-of', cases, ...(value.condition ? { condition: value.condition } : {}) };
  }
  const data = plain(value);
  if (data !== undefined) return known(data, value.t === 'constant' ? value.at : undefined);
  return unknown(
    `${what}: ${value.t === 'unknown' ? value.why : 'it is computed in a way that is not followed'}`,
    value.t === 'unknown' ? value.at : undefined,
  );
}
