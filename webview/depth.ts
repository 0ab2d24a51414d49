// More or fewer layers than the code has: copies of a layer in a row, or none of it.
import type { Layer, LayerKind, Network } from '../src/core/network/graph.ts';
import { known } from '../src/core/network/value.ts';

export const deepest = 12;

type Fits = (setting: (name: string) => unknown) => boolean;

const inSequences: Fits = (setting) => setting('returnSequences') === true;
const inPlace: Fits = (setting) =>
  setting('padding') === 'same' && [setting('strides') ?? 1].flat().every((stride) => stride === 1);

/** Layers whose outputs have the form of their inputs. */
const repeatable: Readonly<Partial<Record<LayerKind, Fits>>> = {
  dense: () => true,
  simpleRNN: inSequences,
  gru: inSequences,
  lstm: inSequences,
  conv1d: inPlace,
  conv2d: inPlace,
};

/** Whether a copy may stand after the layer, or nothing in its place: what comes out fits what goes in. */
export function canRepeat({ outputs }: Network, layer: Layer): boolean {
  if (outputs.is !== 'known' || outputs.value.includes(layer.id)) return false;
  if (layer.from.is !== 'known' || layer.from.value.length !== 1) return false;
  if (layer.parameters.some(({ start }) => start.is === 'known' && start.value.kind === 'values'))
    return false;
  const fits = repeatable[layer.kind];
  const settings = layer.settings as Readonly<Partial<Layer['settings']>>;
  return (
    fits?.((name) => {
      const found = settings[name];
      return found?.is === 'known' ? found.value : undefined;
    }) === true
  );
}

/** The layers with so many of each in a row; the first keeps its id, whatever read it reads the last. */
export function deepened(
  network: Network,
  depths: Readonly<Partial<Record<string, number>>>,
): readonly Layer[] {
  if (Object.keys(depths).length === 0) return network.layers;
  const taken = new Set(network.layers.map(({ id }) => id));
  /** What stands at the end of the row that begins with this layer. */
  const ends = new Map<string, string>();
  return network.layers.flatMap((layer) => {
    const from =
      layer.from.is === 'known' ? known(layer.from.value.map((id) => ends.get(id) ?? id)) : layer.from;
    const depth = canRepeat(network, layer) ? (depths[layer.id] ?? 1) : 1;
    const ids = [layer.id];
    while (ids.length < depth) ids.push(freeId(`${layer.id}_${ids.length + 1}`, taken));
    const before = from.is === 'known' ? from.value.at(0) : undefined;
    ends.set(layer.id, depth === 0 && before !== undefined ? before : (ids.at(-1) ?? layer.id));
    return ids.slice(0, depth).map((id, i) => ({
      ...layer,
      id,
      from: i === 0 ? from : known(ids.slice(i - 1, i)),
    }));
  });
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  while (taken.has(id)) id = `${id}_`;
  taken.add(id);
  return id;
}
