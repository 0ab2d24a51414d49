// Why a gradient is exactly zero: looks along the chain rule for the factors that are, at one step of a schedule.
import type { LayerSpec } from '../engine/spec.ts';
import type { Derivation, Link } from './derivation.ts';
import { gateName } from './parameters.ts';
import { type Node, type Plan, startIn } from './plan.ts';
import { learnedIn, type Schedule } from './schedule/schedule.ts';
import { constantOf } from './start.ts';

export type Explanation = Extract<Derivation, { readonly kind: 'zero-gradient' }>;

/** Longer chains say nothing new: what follows is more of the same. */
const mostLinks = 12;

/** What is asked of a node, each once. */
const aspects = ['gradient', 'delta', 'input', 'silence'] as const;

/** Why the parameter of the layer at `index` has no gradient at `step`; an empty chain where it has one. */
export function explainZero(schedule: Schedule, index: number, parameter: string, step: number): Explanation {
  const search = new Search(schedule, step);
  const first = learnedIn(schedule.layers[index], parameter)?.step;
  if (first === undefined || first > step) search.gradient(index, parameter);
  return {
    kind: 'zero-gradient',
    layer: schedule.plan.nodes[index].layer.id,
    parameter,
    step,
    until: first === undefined ? null : first - 1,
    chain: search.chain,
  };
}

/** The kernels that read the layer's output, by node index; through layers without kernels. */
export function readingKernels(plan: Plan, index: number): readonly number[] {
  const found: number[] = [];
  const seen = new Set<number>();
  const visit = (tensor: number): void => {
    for (const { node } of plan.readers[tensor]) {
      const next = node.index;
      if (seen.has(next)) continue;
      seen.add(next);
      if (node.kernel !== undefined) found.push(next);
      else visit(node.tensor);
    }
  };
  visit(plan.nodes[index].tensor);
  return found;
}

class Search {
  readonly chain: Link[] = [];
  readonly #schedule: Schedule;
  readonly #step: number;
  /** Aspects of nodes, as one number each. */
  readonly #seen = new Set<number>();

  constructor(schedule: Schedule, step: number) {
    this.#schedule = schedule;
    this.#step = step;
  }

  /** Why a parameter gets nothing; the kernel where none is named. */
  gradient(index: number, parameter?: string): void {
    if (this.#visited('gradient', index)) return;
    const { plan, layers } = this.#schedule;
    const { from, layer } = plan.nodes[index];
    const { firstDelta, firstPassed, firstOutput } = layers[index];
    if (!this.#reached(firstDelta)) this.#delta(index);
    else if (this.#flat(index)) {
      this.#add(layer.id, 'slope', 'down', before(firstPassed));
      this.#input(index);
    } else if (from.every((tensor) => this.#silent(tensor))) this.#input(index);
    // A recurrent kernel multiplies what the layer itself has put out before.
    else if (parameter === 'recurrent' && !this.#reached(firstOutput)) this.#input(index);
    else {
      const learned = learnedIn(layers[index], parameter ?? gateName(layer) ?? '');
      this.#add(layer.id, 'cancels', 'down', before(learned?.step));
    }
  }

  /** Why no gradient reaches the layer's output. */
  #delta(index: number): void {
    if (this.#visited('delta', index)) return;
    const { plan, layers } = this.#schedule;
    const { tensor, layer } = plan.nodes[index];
    const until = before(layers[index].firstDelta);
    if (plan.outputs.has(tensor) || plan.readers[tensor].length === 0)
      this.#add(layer.id, 'loss', 'down', until);
    for (const { node, place } of plan.readers[tensor]) this.#through(node, place, until);
  }

  /** Why the layer above hands nothing down. */
  #through(node: Node, place: number, until: number | null): void {
    const { layers } = this.#schedule;
    const { index, layer } = node;
    if (this.#isZeroKernel(index)) {
      this.#kernel(index, 'down');
      this.gradient(index);
    } else if (!this.#reached(layers[index].firstDelta)) this.#delta(index);
    else if (this.#flat(index)) {
      this.#add(layer.id, 'slope', 'down', before(layers[index].firstPassed));
      this.#input(index);
    } else if (!this.#stoppedBySilence(node, place)) this.#add(layer.id, 'cancels', 'down', until);
  }

  /** A product hands nothing to one factor while the other is zero. */
  #stoppedBySilence(node: Node, place: number): boolean {
    if (node.layer.kind !== 'multiply' && node.layer.kind !== 'dot') return false;
    const silent = node.from.filter((tensor, other) => other !== place && this.#silent(tensor));
    for (const tensor of silent) {
      const source = tensor - this.#schedule.plan.inputCount;
      this.#add(this.#id(source), 'product', 'down', before(this.#schedule.layers[source].firstOutput));
      this.#silence(source);
    }
    return silent.length > 0;
  }

  /** Why what the layer reads is zero. */
  #input(index: number): void {
    if (this.#visited('input', index)) return;
    const { plan } = this.#schedule;
    if (this.#isZeroKernel(index)) this.#kernel(index, 'up');
    for (const tensor of plan.nodes[index].from)
      if (this.#silent(tensor)) this.#silence(tensor - plan.inputCount);
  }

  /** Why the layer puts out nothing but zeros. */
  #silence(index: number): void {
    if (this.#isZeroKernel(index)) {
      if (this.#visited('silence', index)) return;
      this.#kernel(index, 'up');
      this.gradient(index);
      return;
    }
    const { plan, layers } = this.#schedule;
    const { from, layer } = plan.nodes[index];
    if (from.some((tensor) => this.#silent(tensor))) this.#input(index);
    else {
      const factor = hasActivation(layer) ? 'slope' : 'cancels';
      this.#add(layer.id, factor, 'up', before(layers[index].firstOutput));
    }
  }

  #kernel(index: number, way: Link['way']): void {
    const { layer } = this.#schedule.plan.nodes[index];
    const name = gateName(layer) ?? '';
    const first = learnedIn(this.#schedule.layers[index], name)?.step;
    // It is zero in the very step that brings its first gradient.
    this.#add(layer.id, 'kernel', way, first ?? null, name);
  }

  /** The kernel started at zero and has not moved before this step. */
  #isZeroKernel(index: number): boolean {
    const { plan, layers, changes } = this.#schedule;
    const node = plan.nodes[index];
    const name = gateName(node.layer);
    if (name === undefined) return false;
    const first = learnedIn(layers[index], name)?.step;
    return (first === undefined || first >= this.#step) && constantOf(startIn(node, name, changes)) === 0;
  }

  /** A gradient reaches the output and goes no further: the slope of the layer's activation is zero. */
  #flat(index: number): boolean {
    const { layers, plan } = this.#schedule;
    const { layer } = plan.nodes[index];
    return hasActivation(layer) && !this.#reached(layers[index].firstPassed);
  }

  #silent(tensor: number): boolean {
    const { plan, layers } = this.#schedule;
    return tensor >= plan.inputCount && !this.#reached(layers[tensor - plan.inputCount].firstOutput);
  }

  #reached(first: number | undefined): boolean {
    return first !== undefined && first <= this.#step;
  }

  #visited(aspect: (typeof aspects)[number], index: number): boolean {
    if (this.chain.length >= mostLinks) return true;
    const key = index * aspects.length + aspects.indexOf(aspect);
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  #id(index: number): string {
    return this.#schedule.plan.nodes[index].layer.id;
  }

  #add(
    layer: string,
    factor: Link['factor'],
    way: Link['way'],
    until: number | null,
    parameter?: string,
  ): void {
    if (this.chain.length >= mostLinks) return;
    for (const link of this.chain)
      if (link.layer === layer && link.factor === factor && link.way === way) return;
    this.chain.push(
      parameter === undefined ? { layer, factor, way, until } : { layer, factor, way, until, parameter },
    );
  }
}

const hasActivation = (layer: LayerSpec): boolean =>
  'activation' in layer || layer.kind === 'prelu' || layer.kind === 'leakyReLU';

const before = (first: number | undefined): number | null => (first === undefined ? null : first - 1);
