// The module: all kernels, compiled by build.mjs into binary.ts. No fused multiply-add: its rounding differs between
// processors. Numbers of kernels in a program are their places in `programmed` of kernels.ts.
import { columnSums, multiply } from './multiply';
import {
  addScaled, copy, initialize, product, relu, reluBack, sigmoid, sigmoidBack, squaredErrorBack, tanh, tanhBack,
} from './entries';
import { centre, describe, gradientSize, participation, spread, spreadFromSums, squaredError } from './statistics';

export {
  addScaled, centre, columnSums, copy, describe, gradientSize, initialize, multiply, participation, product, relu, reluBack,
  sigmoid, sigmoidBack, spread, spreadFromSums, squaredError, squaredErrorBack, tanh, tanhBack,
};

// @ts-ignore: decorator
@inline function word(at: usize, index: usize): i32 { return i32.load(at + (index << 2)); }

/** Makes the calls that are written from an element offset on, in so many words of 32 bits. */
export function run(at: i32, words: i32): void {
  let p = usize(at) << 3;
  const end = p + (usize(words) << 2);
  while (p < end) {
    switch (i32.load(p)) {
      case 0: {
        multiply(
          word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8), word(p, 9),
          word(p, 10), word(p, 11), word(p, 12), word(p, 13),
        );
        p += 56;
        break;
      }
      case 1: { columnSums(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5) != 0); p += 24; break; }
      case 2: { relu(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 3: { reluBack(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      case 4: { tanh(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 5: { tanhBack(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      case 6: { sigmoid(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 7: { sigmoidBack(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      case 8: { addScaled(word(p, 1), word(p, 2), word(p, 3), f64.load(p, 16)); p += 24; break; }
      case 9: { copy(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 10: { gradientSize(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 11: { spread(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 12: { describe(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      case 13: { centre(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5)); p += 24; break; }
      case 14: { participation(word(p, 1), word(p, 2), word(p, 3)); p += 16; break; }
      case 15: { spreadFromSums(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5)); p += 24; break; }
      case 16: { product(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      case 17: { squaredError(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      case 18: { squaredErrorBack(word(p, 1), word(p, 2), word(p, 3), word(p, 4)); p += 20; break; }
      default: unreachable();
    }
  }
}
