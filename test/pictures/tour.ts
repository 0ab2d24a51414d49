// A moving picture out of screenshots.
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import { PNG } from 'pngjs';

export interface Scene {
  readonly image: Buffer;
  /** How long it stands, in milliseconds. */
  readonly delay: number;
}

const colours = 128;

/** All scenes are of one size. Colours are chosen for all of them together, so that what stands still does not flicker. */
export function movingPicture(scenes: readonly Scene[]): Uint8Array {
  const images = scenes.map(({ image }) => PNG.sync.read(image));
  const palette = quantize(sampled(images.map(({ data }) => data)), colours);
  const encoder = GIFEncoder();
  images.forEach(({ data, width, height }, i) => {
    const pixels = applyPalette(bytesOf(data), palette);
    encoder.writeFrame(pixels, width, height, { palette, delay: scenes[i].delay });
  });
  encoder.finish();
  return encoder.bytes();
}

const bytesOf = (data: Buffer): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Every seventh pixel of every scene. */
function sampled(images: readonly Buffer[]): Uint8Array {
  const step = 7 * 4;
  const found = images.map((data) => {
    const pixels = new Uint8Array(Math.floor(data.length / step) * 4);
    for (let i = 0; i < pixels.length; i += 4) pixels.set(data.subarray(i * 7, i * 7 + 4), i);
    return pixels;
  });
  const all = new Uint8Array(found.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const pixels of found) {
    all.set(pixels, at);
    at += pixels.length;
  }
  return all;
}
