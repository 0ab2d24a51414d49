// From a place in a document to the network and layer there.
import type { Layer, Network } from '../core/network/graph.ts';
import type { Span } from '../core/network/span.ts';

export interface LayerPlace {
  readonly network: Network;
  readonly layer: Layer;
}

const length = (span: Span) => span.end - span.start;
const touches = (span: Span, start: number, end: number) =>
  span.file === undefined && span.start <= end && start <= span.end;

/** The layers whose code the range touches; of nested ones, only the innermost. */
export function layersAt(networks: readonly Network[], start: number, end: number): LayerPlace[] {
  const touched = networks.flatMap((network) =>
    network.layers.filter((layer) => touches(layer.at, start, end)).map((layer) => ({ network, layer })),
  );
  return touched.filter(
    ({ layer }) =>
      !touched.some(
        (other) =>
          length(other.layer.at) < length(layer.at) &&
          other.layer.at.start >= layer.at.start &&
          other.layer.at.end <= layer.at.end,
      ),
  );
}

/** The network whose code the range touches, the innermost; else the only one there is. */
export function networkAt(networks: readonly Network[], start: number, end: number): Network | undefined {
  const inner = networks
    .filter((network) => touches(network.at, start, end))
    .sort((a, b) => length(a.at) - length(b.at))
    .at(0);
  return inner ?? (networks.length === 1 ? networks[0] : undefined);
}

/** What names the layer or model at `span`: the code up to the first bracket, on its first line. */
export function headOf(source: string, span: Span): { readonly start: number; readonly end: number } | null {
  if (span.file !== undefined) return null;
  const text = source.slice(span.start, Math.min(span.end, span.start + 200));
  const length = text.search(/[({\r\n]/);
  return { start: span.start, end: span.start + (length < 0 ? text.length : length) };
}
