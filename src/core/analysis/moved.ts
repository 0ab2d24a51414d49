// Networks of source that is as it was, but in another place.
import type { Network } from '../network/graph.ts';

/** Every place in the analysed file shifted; places in other files stay. */
export function moved(network: Network, shift: (offset: number) => number): Network {
  const move = (value: object): object => {
    if (Array.isArray(value)) return value.map((one: unknown) => (isObject(one) ? move(one) : one));
    const copy: Record<string, unknown> = { ...value };
    for (const name of Object.keys(copy)) {
      const inner = copy[name];
      if (isObject(inner)) copy[name] = move(inner);
    }
    const { start, end, file } = copy;
    if (typeof start === 'number' && typeof end === 'number' && file === undefined) {
      copy['start'] = shift(start);
      // The end of a statement is already outside it.
      copy['end'] = end === start ? copy['start'] : shift(end - 1) + 1;
    }
    return copy;
  };
  return move(network) as Network;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
