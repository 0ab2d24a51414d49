// Which units of a large layer are drawn. The same rule in the page and in the simulation worker.

/** More units than this are shown by their first and last ones, with a gap between. */
export const mostUnits = 12;
const atEachEnd = 5;

/** Ascending; all of them up to `mostUnits`. */
export function shownUnits(count: number): readonly number[] {
  const all = Array.from({ length: Math.min(count, mostUnits) }, (_, i) => i);
  if (count <= mostUnits) return all;
  const first = all.slice(0, atEachEnd);
  return [...first, ...first.map((i) => count - atEachEnd + i)];
}
