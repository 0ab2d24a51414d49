// Filled arrays as entries, where they are short.
import type { List } from './model.ts';
import { asNumber } from './model.ts';

const maxExpanded = 64;

export function expanded(list: List): List {
  if (!list.fill) return list;
  const length = asNumber(list.fill.length);
  const { value } = list.fill;
  if (length !== undefined && length <= maxExpanded) {
    return {
      t: 'list',
      items: Array.from({ length: Math.max(0, Math.floor(length) || 0) }, () => ({
        // Computed anew for each entry: no two draws are the same one.
        value: list.fill?.each && value.t === 'draw' ? { ...value } : value,
      })),
    };
  }
  return { t: 'list', items: [], rest: value };
}
