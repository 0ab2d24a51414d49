// The kernels' own part of the memory, at its beginning, in bytes. The same numbers in elements are in kernels.ts.

export const blockDepth: i32 = 128;
export const blockWidth: i32 = 256;
/** Behind the packed block of b: four packed rows of a. */
export const packedRows: usize = usize(blockDepth) * usize(blockWidth) * 8;
/** Behind them: vectors of constants, 32 of them. */
export const constants: usize = packedRows + usize(blockDepth) * 32;
/** Behind them: tanh at every 32nd, up to 20; written from outside. */
export const tanhTable: usize = constants + 32 * 16;
