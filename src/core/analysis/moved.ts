// Networks of a part of the file that is as it was, but for its place.
import type { Network } from '../network/graph.ts';

/** Every span in the analysed file, shifted. Spans in other files stay. */
export function moved(network: Network, shift: (offset: number) => number): Network {
  const move = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(move);
    if (typeof value !== 'object' || value === null) return value;
    const copy: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) copy[name] = move(inner);
    const { start, end, file } = copy;
    if (typeof start === 'number' && typeof end === 'number' && file === undefined) {
      copy['start'] = shift(start);
      copy['end'] = shift(end - 1) + 1;
    }
    return copy;
  };
  return move(network) as Network;
}
