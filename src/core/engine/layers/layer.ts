// The one interface of all layer kinds. A kind is a plain object; the plan builds a node from it for each layer.
import type { Activation } from '../activations.ts';
import { createActivation } from '../activations.ts';
import type { Machine } from '../kernels/kernels.ts';
import type { Random } from '../random.ts';
import type { ActivationName, AtZero, InitializerSpec, LayerSpec } from '../spec.ts';

/** Without the batch axis, channels last. */
export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((product, axis) => product * axis, 1);

/** A reserved piece of the machine's memory; `data` is its view once the plan has its memory. */
export interface Block {
  readonly at: number;
  readonly length: number;
  readonly data: Float64Array;
}

/** Values and derivatives flowing between layers: row-major [samples, ...shape]. */
export interface Tensor {
  readonly id: string;
  readonly shape: Shape;
  /** Entries of one sample. */
  readonly size: number;
  /** The last axis: units, filters, features. */
  readonly units: number;
  readonly value: Block;
  /** Null where no parameter lies below: nothing needs the derivative. */
  readonly gradient: Block | null;
}

/** One use of a tensor by one layer. */
export interface Source {
  readonly tensor: Tensor;
  /** Another consumer has already written the gradient in this backward pass: add to it instead of overwriting. */
  readonly add: boolean;
}

export interface ParameterShape {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: InitializerSpec;
  /** The axis before the last one runs over the units that are read: those of the input, or the layer's own. */
  readonly reads?: 'input' | 'units';
  /** The last axis holds so many blocks of units side by side (gates). Default 1. */
  readonly blocks?: number;
}

export interface Parameter extends ParameterShape {
  readonly layer: string;
  readonly value: Block;
  /** Null for a frozen layer. */
  readonly gradient: Block | null;
}

/** A layer in a plan. Batch sizes are numbers of samples; buffers have room for the largest. */
export interface Node {
  /** Both passes are calls of kernels and nothing else, the same ones for every pass over as many samples. */
  readonly pure?: boolean;
  forward(batch: number, training: boolean): void;
  /** Reads the output's gradient (and may destroy it), writes parameters' gradients, writes or adds to the sources' gradients. */
  backward(batch: number): void;
}

/** Everything a layer may use to build its node. */
export interface Site<S extends LayerSpec> {
  readonly spec: S;
  readonly sources: readonly Source[];
  readonly output: Tensor;
  /** Its memory and kernels are attached after all nodes are built. */
  readonly machine: Machine;
  /** Greatest number of samples in one pass. */
  readonly samples: number;
  readonly random: Random;
  /** For a lumped network: how many units each unit of the (first) input and of the output stands for. Null: one each. */
  readonly counts: Counts | null;
  /** Undefined where the layer has none of that name (no bias). */
  parameter(name: string): Parameter | undefined;
  allocate(length: number): Block;
  /** A block that holds these numbers when the run begins. */
  constant(values: Float64Array): Block;
}

export interface Counts {
  readonly input: Float64Array;
  readonly output: Float64Array;
}

/** Entries of a parameter that belong to unit u: base + u·stride + every combination of the loops' steps. */
export interface Slice {
  readonly parameter: string;
  readonly base: number;
  readonly stride: number;
  readonly loops: readonly { readonly count: number; readonly step: number }[];
}

/** How units hang together: which weights make an output unit, and where an input unit goes. */
export interface Ties {
  /** What the output unit is made of, besides the units passed to it. */
  readonly own: readonly Slice[];
  /** For each input: the weights that read its unit u, or the output units it passes to as it is. */
  readonly inputs: readonly InputTie[];
}

export type InputTie =
  | { readonly kind: 'read'; readonly slices: readonly Slice[] }
  /** Unit u becomes output units base + u·stride + i·step, i < count. */
  | {
      readonly kind: 'pass';
      readonly base: number;
      readonly stride: number;
      readonly count: number;
      readonly step: number;
      /** Its copies differ by their own weights alone, not by their places. */
      readonly alike?: boolean;
      /** The value is multiplied by these other inputs' units, so their making matters too. */
      readonly times?: readonly number[];
    }
  /** With n output units, input unit j·n + u becomes output unit u at a place that depends on j. */
  | { readonly kind: 'fold' }
  /** Unit u is multiplied by unit u of that other input, and all products are summed: what makes that one matters. */
  | { readonly kind: 'meet'; readonly other: number }
  /** Every unit is used in a way of its own. */
  | { readonly kind: 'apart' };

/** Problem found in a layer's fields or the shapes that reach it. */
export interface Misfit {
  readonly field: string;
  readonly message: string;
}

export interface LayerKind<S extends LayerSpec> {
  /** Output shape, or what does not fit. Fields have been checked for type before. */
  shape(spec: S, inputs: readonly Shape[]): Shape | Misfit;
  parameters(spec: S, inputs: readonly Shape[]): readonly ParameterShape[];
  ties(spec: S, inputs: readonly Shape[], output: Shape): Ties;
  /** Multiply-adds of one sample's forward pass. */
  cost(spec: S, inputs: readonly Shape[], output: Shape): number;
  build(site: Site<S>): Node;
}

export const isMisfit = (result: Shape | Misfit): result is Misfit => !Array.isArray(result);

export const zeros: InitializerSpec = { kind: 'constant', value: 0 };
export const ones: InitializerSpec = { kind: 'constant', value: 1 };
/** The default kernel initializer of `tf.layers`. */
export const kernelDefault: InitializerSpec = { kind: 'glorot-normal' };

/** All of a vector parameter: entry u belongs to unit u. */
export const vector = (parameter: string): Slice => ({ parameter, base: 0, stride: 1, loops: [] });

/** Unit u passes to unit u. */
export const passing: InputTie = { kind: 'pass', base: 0, stride: 1, count: 1, step: 0 };

/** An activation with the buffer for its input, where its derivative needs one. */
export interface Activated {
  readonly activation: Activation;
  /** Where the layer writes what goes into the activation; the output's own block where that is enough. */
  readonly input: Block;
}

export function activated(
  site: Pick<Site<LayerSpec>, 'machine' | 'output' | 'samples' | 'allocate' | 'counts'>,
  { activation: name, atZero }: { readonly activation?: ActivationName; readonly atZero?: AtZero },
): Activated {
  const activation = createActivation(name ?? 'linear', site.machine, site.counts?.output, atZero);
  const input = activation.needsInput ? site.allocate(site.samples * site.output.size) : site.output.value;
  return { activation, input };
}

/** Prepares a gradient that will be added to, entry by entry. */
export function beginGradient(source: Source, batch: number): Float64Array | null {
  const { gradient, size } = source.tensor;
  if (gradient === null) return null;
  if (!source.add) gradient.data.fill(0, 0, batch * size);
  return gradient.data;
}
