// Why a gradient is exactly zero, as data: the chain of factors, each with its layer and step. Words are made elsewhere.
import { kernelName } from './parameters.ts';
import { type Node, type Plan, startIn } from './plan.ts';
import type { Schedule } from './schedule/schedule.ts';
import { constantOf } from './start.ts';

/** One factor of the chain rule that is zero. */
export interface Link {
  readonly layer: string;
  /**
   * kernel: all its weights are 0, so nothing passes through. slope: the activation's slope at what it gets is 0.
   * cancels: terms that are not 0 sum to exactly 0. loss: nothing comes from the loss.
   */
  readonly factor: 'kernel' | 'slope' | 'cancels' | 'loss';
  /** For a kernel: its name. */
  readonly parameter?: string;
  /** `down`: on the gradient's way from the loss; `up`: on the signal's way from the input. */
  readonly way: 'up' | 'down';
}

export interface Explanation {
  readonly layer: string;
  readonly parameter: string;
  /** The step explained: the gradient is zero there. */
  readonly step: number;
  /** Nearest first. The last link of a lock leads back to an earlier one. */
  readonly chain: readonly Link[];
}

/** Why the kernel of the layer at `index` has no gradient at `step`; an empty chain where it has one. */
export function explainZero(schedule: Schedule, index: number, parameter: string, step: number): Explanation {
  const search = new Search(schedule, step);
  const first = schedule.layers[index].first.get(parameter);
  if (first === undefined || first > step) search.gradient(index);
  return { layer: schedule.plan.nodes[index].layer.id, parameter, step, chain: search.chain };
}

/** The kernels that read the layer's output, by node index; through layers without kernels. */
export function readingKernels(plan: Plan, index: number): readonly number[] {
  const found: number[] = [];
  const seen = new Set<number>();
  const visit = (tensor: number): void => {
    for (const { node } of plan.readers[tensor]) {
      const next = node.tensor - plan.inputCount;
      if (seen.has(next)) continue;
      seen.add(next);
      if (kernelName(node.layer) !== undefined) found.push(next);
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
  readonly #seen = new Set<string>();

  constructor(schedule: Schedule, step: number) {
    this.#schedule = schedule;
    this.#step = step;
  }

  /** Why the layer's kernel gets nothing. */
  gradient(index: number): void {
    if (this.#visited('gradient', index)) return;
    const { plan, layers } = this.#schedule;
    if (!this.#reached(layers[index].firstDelta)) this.#delta(index);
    else if (this.#flat(index)) {
      this.#add({ layer: this.#id(index), factor: 'slope', way: 'down' });
      this.#input(index);
    } else if (plan.nodes[index].from.every((tensor) => this.#silent(tensor))) this.#input(index);
    else this.#add({ layer: this.#id(index), factor: 'cancels', way: 'down' });
  }

  /** Why no gradient reaches the layer's output. */
  #delta(index: number): void {
    if (this.#visited('delta', index)) return;
    const { plan } = this.#schedule;
    const { tensor } = plan.nodes[index];
    if (plan.outputs.has(tensor)) this.#add({ layer: this.#id(index), factor: 'loss', way: 'down' });
    for (const { node } of plan.readers[tensor]) this.#through(node);
  }

  /** Why the layer above hands nothing down. */
  #through(node: Node): void {
    const { plan, layers } = this.#schedule;
    const index = node.tensor - plan.inputCount;
    if (this.#isZeroKernel(index)) {
      const parameter = kernelName(node.layer);
      this.#add({
        layer: node.layer.id,
        factor: 'kernel',
        way: 'down',
        ...(parameter === undefined ? {} : { parameter }),
      });
      this.gradient(index);
    } else if (!this.#reached(layers[index].firstDelta)) this.#delta(index);
    else if (this.#flat(index)) {
      this.#add({ layer: node.layer.id, factor: 'slope', way: 'down' });
      this.#input(index);
    } else this.#add({ layer: node.layer.id, factor: 'cancels', way: 'down' });
  }

  /** Why what the layer reads is zero. */
  #input(index: number): void {
    if (this.#visited('input', index)) return;
    const { plan } = this.#schedule;
    if (this.#isZeroKernel(index)) {
      const parameter = kernelName(plan.nodes[index].layer);
      this.#add({
        layer: this.#id(index),
        factor: 'kernel',
        way: 'up',
        ...(parameter === undefined ? {} : { parameter }),
      });
    }
    for (const tensor of plan.nodes[index].from) {
      if (tensor < plan.inputCount || !this.#silent(tensor)) continue;
      const source = tensor - plan.inputCount;
      if (this.#isZeroKernel(source)) {
        const parameter = kernelName(plan.nodes[source].layer);
        this.#add({
          layer: this.#id(source),
          factor: 'kernel',
          way: 'up',
          ...(parameter === undefined ? {} : { parameter }),
        });
        this.gradient(source);
      } else this.#input(source);
    }
  }

  /** The kernel started at zero and has not moved before this step. */
  #isZeroKernel(index: number): boolean {
    const { layer } = this.#schedule.plan.nodes[index];
    const name =
      kernelName(layer) ??
      (layer.kind === 'batchNormalization' || layer.kind === 'layerNormalization' ? 'gamma' : undefined);
    if (name === undefined || !this.#schedule.layers[index].cell.weights.has(name)) return false;
    const first = this.#schedule.layers[index].first.get(name);
    return (
      (first === undefined || first >= this.#step) &&
      constantOf(startIn(this.#schedule.plan.nodes[index], name, this.#schedule.changes)) === 0
    );
  }

  /** A gradient reaches the output and goes no further: the slope of the layer's activation is zero. */
  #flat(index: number): boolean {
    const { layers, plan } = this.#schedule;
    const { layer } = plan.nodes[index];
    if (!('activation' in layer) && layer.kind !== 'prelu' && layer.kind !== 'leakyReLU') return false;
    return !this.#reached(layers[index].firstPassed);
  }

  #silent(tensor: number): boolean {
    const { plan, layers } = this.#schedule;
    return tensor >= plan.inputCount && !this.#reached(layers[tensor - plan.inputCount].firstOutput);
  }

  #reached(first: number | undefined): boolean {
    return first !== undefined && first <= this.#step;
  }

  #visited(aspect: string, index: number): boolean {
    const key = `${aspect} ${index}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  #id(index: number): string {
    return this.#schedule.plan.nodes[index].layer.id;
  }

  #add(link: Link): void {
    this.chain.push(link);
  }
}
