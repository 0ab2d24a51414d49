// Which units are interchangeable for ever: the coarsest equitable partition of a network's units, found by colour
// refinement over symbolic starts. Classes are written out only where numbers are given.
import { dotAxis } from '../../engine/layers/dot.ts';
import type { DotSpec, InitializerSpec } from '../../engine/spec.ts';
import { gatesOf } from '../parameters.ts';
import {
  type Changes,
  concatenationAxis,
  type Node,
  type Plan,
  positionsOf,
  startIn,
  unitsOf,
} from '../plan.ts';
import { learnedIn, type Schedule } from '../schedule/schedule.ts';
import { NOTHING } from '../schedule/size.ts';
import { columns, depthwise, kernel, recurrent, vector } from './demands.ts';
import { evenLayers } from './evenness.ts';
import { Refinement } from './refinement.ts';
import {
  countOf,
  find,
  lastAxisView,
  lengthOf,
  listed,
  newRoot,
  repeated,
  type Root,
  type View,
} from './root.ts';

/** How the units of one tensor's last axis group. */
export interface Grouping {
  readonly units: number;
  readonly width: number;
  /** Class of each unit by first appearance; empty where all differ, or where writing it out would be too long. */
  readonly groups: readonly number[];
}

/** Longer lists of groups are left out. */
const longestList = 65_536;

/** By layer. */
export function partitionOf(schedule: Schedule): readonly Grouping[] {
  const partition = new Partition(schedule.plan, schedule.changes);
  partition.separateDropped(schedule);
  partition.refinement.run();
  const even = evenLayers(schedule);
  return schedule.plan.nodes.map((node, index) =>
    even[index] ? one(unitsOf(node.shape)) : partition.grouping(node),
  );
}

const one = (units: number): Grouping => ({
  units,
  width: 1,
  groups: units === 1 || units > longestList ? [] : Array.from({ length: units }, () => 0),
});

class Partition {
  readonly refinement = new Refinement();
  readonly #plan: Plan;
  readonly #changes: Changes;
  readonly #views: View[] = [];

  constructor(plan: Plan, changes: Changes) {
    this.#plan = plan;
    this.#changes = changes;
    for (const shape of plan.shapes.slice(0, plan.inputCount)) {
      const root = newRoot(unitsOf(shape));
      this.refinement.separate(root);
      this.#views.push([{ root, times: positionsOf(shape) }]);
    }
    for (const node of plan.nodes) this.#views.push(this.#viewOf(node));
    for (const output of plan.outputs) this.refinement.separateAll(this.#views[output]);
  }

  /** Dropout tells units apart as soon as anything that touches them learns unevenly. */
  separateDropped(schedule: Schedule): void {
    const dropped = this.#plan.nodes.filter(({ layer }) => layer.kind === 'dropout' && layer.rate > 0);
    if (dropped.length === 0) return;
    const uneven = this.refinement.closure(this.#unevenRoots(schedule));
    for (const { from } of dropped) {
      for (const { root } of this.#views[from[0]]) {
        if (uneven.has(find(root))) this.refinement.separate(root);
      }
    }
  }

  /** Roots along whose units some weight has learned different numbers. */
  #unevenRoots(schedule: Schedule): Set<Root> {
    const uneven = new Set<Root>();
    const mark = (view: View): void => {
      for (const { root } of view) uneven.add(find(root));
    };
    schedule.layers.forEach((layer, index) => {
      const node = this.#plan.nodes[index];
      const out = this.#views[node.tensor];
      for (const [name, blocks] of layer.cell.weights) {
        if (learnedIn(layer, name) === undefined) continue;
        if (blocks.some((block) => block.out !== NOTHING)) mark(out);
        if (name !== 'embeddings' && blocks.some((block) => block.in !== NOTHING))
          mark(name === 'recurrent' ? out : this.#views[node.from[0]]);
      }
    });
    return uneven;
  }

  grouping(node: Node): Grouping {
    const units = unitsOf(node.shape);
    const channels = lastAxisView(this.#views[node.tensor], node.shape);
    const width = channels.reduce((sum, { root, times }) => sum + times * countOf(find(root)), 0);
    if (width === units || units > longestList) return { units, width, groups: [] };
    const groups: number[] = [];
    let offset = 0;
    for (const segment of channels) {
      const root = find(segment.root);
      const classes = listed(root);
      for (let copy = 0; copy < segment.times; copy++) {
        for (const group of classes) groups.push(offset + group);
        offset += countOf(root);
      }
    }
    return { units, width, groups };
  }

  #viewOf(node: Node): View {
    const { refinement } = this;
    const { layer, from, shape } = node;
    const source = this.#views[from[0]];
    const positions = positionsOf(shape);
    const own = (): View => [{ root: newRoot(unitsOf(shape)), times: positions }];
    const start = (name: string): InitializerSpec => startIn(node, name, this.#changes);
    switch (layer.kind) {
      case 'dense':
      case 'conv1d':
      case 'conv2d': {
        const view = own();
        kernel(refinement, this.#channels(from[0]), view[0].root, start('kernel'));
        if (layer.useBias !== false) vector(refinement, view, start('bias'));
        return view;
      }
      case 'embedding': {
        const view = own();
        columns(refinement, view[0].root, start('embeddings'));
        return view;
      }
      case 'simpleRNN':
      case 'gru':
      case 'lstm': {
        const view = own();
        const [{ root }] = view;
        const gates = gatesOf(layer.kind);
        kernel(refinement, this.#channels(from[0]), root, start('kernel'), gates);
        recurrent(refinement, root, start('recurrent'), gates);
        if (layer.useBias !== false) columns(refinement, root, start('bias'), gates);
        return view;
      }
      case 'depthwiseConv2d': {
        const channels = this.#channels(from[0]);
        const view = depthwise(
          refinement,
          channels,
          layer.depthMultiplier ?? 1,
          start('depthwise'),
          positions,
        );
        if (layer.useBias !== false) vector(refinement, lastAxisView(view, shape), start('bias'));
        return view;
      }
      case 'batchNormalization':
      case 'layerNormalization':
      case 'prelu': {
        for (const name of node.parameters)
          vector(refinement, layer.kind === 'prelu' ? source : this.#channels(from[0]), start(name));
        return source;
      }
      case 'activation':
      case 'leakyReLU':
      case 'dropout':
      case 'flatten':
        return source;
      case 'reshape':
        return this.#recut(source, shape);
      case 'maxPooling2d':
      case 'averagePooling2d':
      case 'globalAveragePooling1d':
      case 'globalAveragePooling2d':
        return repeated(this.#channels(from[0]), positions);
      case 'concatenate': {
        const channels = from.map((tensor) => this.#channels(tensor));
        const alongUnits = concatenationAxis(layer.axis, shape.length) === shape.length - 1;
        return repeated(
          alongUnits ? channels.flat() : channels.reduce((a, b) => refinement.tie(a, b)),
          positions,
        );
      }
      case 'add':
      case 'multiply':
      case 'average': {
        const views = from.map((tensor) => this.#views[tensor]);
        const channels = views.map((view) => lastAxisView(view, shape));
        return channels.every((view) => lengthOf(view) === unitsOf(shape))
          ? repeated(
              channels.reduce((a, b) => refinement.tie(a, b)),
              positions,
            )
          : views.reduce((a, b) => refinement.tie(a, b));
      }
      case 'dot':
        return this.#dot(layer, node);
    }
  }

  /** Units that are summed over meet each other in pairs; places are all different. */
  #dot({ axes }: DotSpec, { from, shape }: Node): View {
    const [x, y] = from.map((tensor, k) => {
      const { length } = this.#plan.shapes[tensor];
      const axis = dotAxis(axes, k === 0 ? 0 : 1, length);
      return { channels: this.#channels(tensor), sumsUnits: axis === length - 1, isVector: length === 1 };
    });
    if (x.sumsUnits && y.sumsUnits) this.refinement.tie(x.channels, y.channels);
    else if (x.sumsUnits) this.refinement.separateAll(x.channels);
    else if (y.sumsUnits) this.refinement.separateAll(y.channels);
    if (!y.sumsUnits && x.sumsUnits) return repeated(y.channels, positionsOf(shape));
    // Units of the first become places of the output, or there are only places.
    if (!x.sumsUnits) this.refinement.separateAll(x.channels);
    if (!y.sumsUnits) this.refinement.separateAll(y.channels);
    const root = newRoot(unitsOf(shape));
    this.refinement.separate(root);
    return [{ root, times: positionsOf(shape) }];
  }

  /** What a layer that sums over positions sees as its input units. */
  #channels(tensor: number): View {
    const shape = this.#plan.shapes[tensor];
    const view = this.#views[tensor];
    const channels = lastAxisView(view, shape);
    if (lengthOf(channels) === unitsOf(shape)) return channels;
    return [{ root: this.#linked(view, shape), times: 1 }];
  }

  /** Units that become places, or places that become units. */
  #recut(view: View, shape: readonly number[]): View {
    if (lengthOf(lastAxisView(view, shape)) === unitsOf(shape)) return view;
    return [{ root: this.#linked(view, shape), times: positionsOf(shape) }];
  }

  /** What stands at one place of the last axis shares a unit of a new root. */
  #linked(view: View, shape: readonly number[]): Root {
    const root = newRoot(unitsOf(shape));
    this.refinement.link(view, root);
    return root;
  }
}
