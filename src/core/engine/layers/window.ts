// Windows sliding over an image: the arithmetic of strides and padding that convolution and pooling share.
import type { Padding } from '../spec.ts';
import type { Misfit, Shape } from './layer.ts';

/** A rectangle of kernel positions over [height, width, channels] images; one-dimensional input has height 1. */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

type Size = number | readonly number[];

/** [height, width] of a size given as one number, or as one number an axis. */
export const pair = (size: Size): readonly [number, number] =>
  typeof size === 'number' ? [size, size] : [size[0], size[1] ?? size[0]];

/** Output length and padding in front: "same" divides what is missing, the odd one goes behind. */
function along(
  length: number,
  kernel: number,
  stride: number,
  padding: Padding,
): { out: number; before: number } {
  if (padding === 'valid') return { out: Math.floor((length - kernel) / stride) + 1, before: 0 };
  const out = Math.ceil(length / stride);
  const missing = Math.max(0, (out - 1) * stride + kernel - length);
  return { out, before: Math.floor(missing / 2) };
}

export function windowOver(
  input: Shape,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  padding: Padding,
): Window {
  const [height, width, channels] = input.length === 2 ? [1, ...input] : input;
  const y = along(height, kernel[0], stride[0], padding);
  const x = along(width, kernel[1], stride[1], padding);
  return {
    height,
    width,
    channels,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideY: stride[0],
    strideX: stride[1],
    padTop: y.before,
    padLeft: x.before,
    outHeight: y.out,
    outWidth: x.out,
  };
}

/** The window's output shape with the given channels, or why it does not fit. */
export function windowShape(window: Window, input: Shape, field: string, channels: number): Shape | Misfit {
  const { outHeight, outWidth, kernelHeight, kernelWidth } = window;
  if (outHeight < 1 || outWidth < 1) {
    return {
      field,
      message: `a window of ${kernelHeight} × ${kernelWidth} does not fit into an input of [${input.join(', ')}]`,
    };
  }
  return input.length === 2 ? [outWidth, channels] : [outHeight, outWidth, channels];
}

export const wrongRank = (input: Shape, rank: number, kind: string): Misfit | null =>
  input.length === rank
    ? null
    : {
        field: 'from',
        message: `${kind} reads inputs with ${rank} axes after the batch, not [${input.join(', ')}]`,
      };
