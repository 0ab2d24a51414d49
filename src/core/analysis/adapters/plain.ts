// Networks written by hand, with arrays, loops and small classes: read off what the program computes.
import type { Layer, Network, NetworkInput, Setting } from '../../network/graph.ts';
import type { Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import { Flows } from '../evaluate/flows.ts';
import type { Located, Machine } from '../evaluate/model.ts';
import type { MatrixKind } from '../matrices/matrix.ts';
import { factsOf, matrixAround } from '../matrices/matrix.ts';
import type { Adapter } from './adapter.ts';
import { rectifierSlopeAtZero } from './plain/activations.ts';
import { classAround, givensOf, listAround, namesOf, ownerOf } from './plain/homes.ts';
import type { Group } from './plain/layers.ts';
import { activationOfGroup, groupsOf, sidesOf, widthOf } from './plain/layers.ts';
import { tellingName } from './plain/names.ts';
import { biasOf, isAliased, kernelOf } from './plain/parameters.ts';
import { unitsIn } from './plain/units.ts';

export const plain: Adapter = {
  id: 'plain',
  library: 'plain',
  packages: [],
  globals: [],
  isByHand: true,
  // Numbers called weights, that learn, with something like an activation.
  signs: [
    /we?i?e?g[th]{2}s?|neural|synap|theta|neuron|perceptron|\b[wW]_?(?:\d|[ioh]{2}\b|[xh][hy]\b)/i,
    /gradient|back_?prop|\btrain|\blearn|\bdelta|\bepoch|\berror|\blr\b|\balpha\b/i,
    /sigmoid|relu|tanh|softmax|Math\.exp|activat|neuron|perceptron|hidden/i,
  ],
  telling: [],
  call: () => undefined,
  networks(machine) {
    const { flows } = machine;
    if (!(flows instanceof Flows) || flows.isSpent) return [];
    const groups = groupsOf(flows, unitsIn(flows));
    return componentsOf(groups).map((component) => networkOf(machine, flows, component));
  },
};

/** Groups that read each other belong to one network. */
function componentsOf(groups: readonly Group[]): Group[][] {
  const component = new Map<Group, Group[]>();
  for (const group of groups) {
    const joined = [group, ...[...group.from].flatMap((below) => component.get(below) ?? [])];
    const members = [...new Set(joined)];
    for (const member of members) component.set(member, members);
  }
  return [...new Set(component.values())].map((members) =>
    [...members].sort((a, b) => groups.indexOf(a) - groups.indexOf(b)),
  );
}

function networkOf(machine: Machine, flows: Flows, groups: readonly Group[]): Network {
  const ids = namesFor(flows, groups);
  const readers = new Map(groups.map((group) => [group, groups.filter(({ from }) => from.has(group))]));
  const widths = new Map<Group, number | null>();
  const inputs: NetworkInput[] = [
    { id: 'input', shape: inputShape(machine, flows, groups, widths, readers) },
  ];
  const layers = groups.map((group): Layer => {
    const above = readers.get(group) ?? [];
    const id = ids.get(group) ?? 'layer';
    const activation = activationOfGroup(flows, group, above);
    const bias = biasOf(machine, flows, group);
    const kernel = kernelOf(machine, flows, group, above, widths.get(group) ?? null);
    const width = isAliased(kernel) ? 1 : (widths.get(group) ?? null);
    return {
      id,
      kind: 'dense',
      at: kernel.site?.at ?? machine.span(placeInFile(flows, group)),
      from: group.isOpen
        ? unknown(`what ${id} reads is not followed`)
        : known(group.from.size > 0 ? [...group.from].map((below) => ids.get(below) ?? 'layer') : ['input']),
      settings: {
        units: width === null ? unknown('the number of units is not in the source') : known(width),
        activation:
          activation === undefined ? unknown('the activation is not recognised') : known(activation),
        useBias: known(bias !== undefined),
      } satisfies Record<string, Value<Setting>>,
      trainable: known(true),
      parameters: bias ? [kernel, bias] : [kernel],
    };
  });
  const last = groups.filter((group) => (readers.get(group) ?? []).length === 0);
  const slope = slopeAtZero(flows);
  const kind = kindOf(groups);
  return {
    id: classAround(flows, groups[0].units[0].kernels[0]) ?? 'network',
    library: kind?.library ?? 'plain',
    at: layers[0].at,
    inputs,
    layers,
    outputs: known(last.map((group) => ids.get(group) ?? 'layer')),
    loss: unknown('the loss is computed by the program'),
    optimizer: known({ kind: 'sgd', settings: {} }),
    batchSize: unknown('the batch size is not given'),
    ...(slope === undefined ? {} : { atZero: { relu: { value: 0, slope } } }),
    ...(kind?.atZero ? { atZero: kind.atZero } : {}),
  };
}

/** The library whose matrices the weights are. */
function kindOf(groups: readonly Group[]): MatrixKind | undefined {
  for (const { units } of groups) {
    const [{ holder }] = units[0].kernels;
    const facts = holder.t === 'array' ? factsOf(matrixAround(holder)) : undefined;
    if (facts) return facts.kind;
  }
  return undefined;
}

function inputShape(
  machine: Machine,
  flows: Flows,
  groups: readonly Group[],
  widths: Map<Group, number | null>,
  readers: ReadonlyMap<Group, readonly Group[]>,
): NetworkInput['shape'] {
  let input: number | null = null;
  for (const group of groups) {
    const below = group.from.size > 0 ? [...group.from].map((one) => widths.get(one) ?? null)[0] : input;
    const above = (readers.get(group) ?? []).flatMap((one) => sidesOf(machine, one));
    const width = widthOf(machine, flows, group, below ?? null, above);
    widths.set(group, width);
    if (group.from.size === 0 && input === null) {
      const sides = sidesOf(machine, group);
      const other =
        sides.length === 2 && width !== null
          ? sides.find((side, index) => side !== width || index === 1)
          : undefined;
      input = other ?? (sides.length === 1 ? (sides[0] ?? null) : null);
    }
  }
  return input === null || input <= 0 ? unknown('the number of inputs is not in the source') : known([input]);
}

function namesFor(flows: Flows, groups: readonly Group[]): Map<Group, string> {
  const taken = new Set(['input']);
  const ids = new Map<Group, string>();
  for (const group of groups) {
    const [kernel] = group.units[0].kernels;
    const owner = ownerOf(flows, kernel);
    // Layers that are objects of one list have the same names inside: they are told apart by number.
    const isListed = owner !== undefined && listAround(flows, owner) !== undefined;
    const base = isListed ? 'layer' : (tellingName(namesOf(flows, kernel)) ?? 'layer');
    let id = isListed ? `${base}_1` : base;
    for (let count = 2; taken.has(id); count += 1) id = `${base}_${count}`;
    taken.add(id);
    ids.set(group, id);
  }
  return ids;
}

/** Where the weights are made, if that is in this file; else where they are multiplied. */
function placeInFile(flows: Flows, { units: [unit] }: Group): Located {
  const made = givensOf(flows, unit.kernels[0]).map(({ node }) => node);
  return made.findLast(({ module }) => module.main) ?? unit.first.at;
}

/** What the program's own derivative of its rectifier gives at 0. */
function slopeAtZero(flows: Flows): number | undefined {
  for (const seen of flows.curves.values()) {
    for (const { curve } of seen) {
      const slope = rectifierSlopeAtZero(curve);
      if (slope !== undefined) return slope === 0 ? undefined : slope;
    }
  }
  return undefined;
}
