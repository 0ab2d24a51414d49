// Runs the compiled kernels where the platform has WebAssembly with SIMD and the page's policy allows it.
import { binary } from './binary.ts';
import { tanhTable } from './exponential.ts';
import { javascriptMachine } from './javascript.ts';
import type { Kernels, Machine } from './kernels.ts';
import { scratchLength, tanhTableAt } from './kernels.ts';

/** What is used of the platform's WebAssembly; core is written without the DOM's types. */
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
}

/** The exports of the module. */
type Exports = Omit<Kernels, 'name'> & { readonly initialize: () => void };

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decode(base64: string): Uint8Array {
  const text = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, to = 0, bits = 0, held = 0; i < text.length; i++) {
    held = ((held << 6) | alphabet.indexOf(text[i])) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[to++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}

const platform = (globalThis as { WebAssembly?: Platform }).WebAssembly;

/** Compiling it is the feature test: without SIMD, or against the page's policy, it fails. */
function compileModule(): object | null {
  if (platform === undefined) return null;
  try {
    return new platform.Module(decode(binary));
  } catch {
    return null;
  }
}

const compiled = compileModule();

/** Whether this platform runs the compiled kernels. */
export const hasWebAssembly = compiled !== null;

const pageSize = 65536;

/** A machine on WebAssembly memory, or null where there is none, or not that much. */
export function webassemblyMachine(length: number): Machine | null {
  if (platform === undefined || compiled === null) return null;
  try {
    const pages = Math.ceil((Math.max(length, scratchLength) * 8) / pageSize);
    const memory = new platform.Memory({ initial: pages });
    const instance = new platform.Instance(compiled, { env: { memory } });
    const { initialize, ...kernels } = instance.exports as Exports;
    initialize();
    const elements = new Float64Array(memory.buffer);
    elements.set(tanhTable, tanhTableAt);
    return { memory: elements, kernels: { name: 'webassembly', ...kernels } };
  } catch {
    // The platform keeps the number and size of such memories small; the twin needs none.
    return null;
  }
}

/** The faster machine that the platform has; both give the same bits. */
export const createMachine = (length: number): Machine =>
  webassemblyMachine(length) ?? javascriptMachine(length);
