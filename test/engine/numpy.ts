// numpy's legacy random numbers (MT19937, polar normals, Fisher–Yates), to start where a Python notebook starts.

export interface NumpyRandom {
  /** `np.random.randn(count)`. */
  normals(count: number): number[];
  /** `np.random.shuffle(np.arange(count))`. */
  permutation(count: number): number[];
}

/** `np.random.RandomState(seed)`. */
export function numpyRandom(seed: number): NumpyRandom {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) {
    const previous = state[i - 1] ^ (state[i - 1] >>> 30);
    state[i] = Math.imul(previous, 1812433253) + i;
  }
  let index = 624;
  const next = (): number => {
    if (index === 624) {
      for (let i = 0; i < 624; i++) {
        const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
        state[i] = state[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      index = 0;
    }
    let y = state[index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const double = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * double() - 1;
      const y = 2 * double() - 1;
      const r = x * x + y * y;
      if (r >= 1 || r === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(r)) / r);
      spare = factor * x;
      return factor * y;
    }
  };
  /** Uniform on 0…max by masked rejection. */
  const below = (max: number): number => {
    let mask = max;
    for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
    for (;;) {
      const value = next() & mask;
      if (value <= max) return value;
    }
  };
  return {
    normals: (count) => Array.from({ length: count }, normal),
    permutation(count) {
      const order = Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = below(i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
}

/** `sklearn.datasets.make_circles(count, noise)` after `np.random.seed(seed)`: two rings, factor 0.8, shuffled. */
export function makeCircles(count: number, noise: number, seed: number): { x: number[][]; y: number[][] } {
  const random = numpyRandom(seed);
  const half = Math.floor(count / 2);
  const points: { x: number[]; y: number }[] = [];
  for (const [radius, label, amount] of [
    [1, 0, half],
    [0.8, 1, count - half],
  ]) {
    for (let i = 0; i < amount; i++) {
      // numpy's linspace multiplies by the step.
      const angle = i * ((2 * Math.PI) / amount);
      points.push({ x: [Math.cos(angle) * radius, Math.sin(angle) * radius], y: label });
    }
  }
  const shuffled = random.permutation(count).map((index) => points[index]);
  const shifts = random.normals(2 * count);
  return {
    x: shuffled.map(({ x }, i) => [x[0] + noise * shifts[2 * i], x[1] + noise * shifts[2 * i + 1]]),
    y: shuffled.map(({ y }) => [y]),
  };
}
