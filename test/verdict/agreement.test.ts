// Rules and simulation judge each other over random networks. INIT_LINT_NETWORKS sets how many, INIT_LINT_SEED which.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { compare } from './agree.ts';
import { flatNetworks, spatialNetworks } from './networks.ts';

const runs = Number(process.env['INIT_LINT_NETWORKS'] ?? 1000);
const seed = Number(process.env['INIT_LINT_SEED'] ?? 20_260_101);

const kinds: readonly { name: string; networks: fc.Arbitrary<NetworkSpec>; share: number }[] = [
  { name: 'dense layers, merges and everything flat', networks: flatNetworks, share: 0.75 },
  { name: 'convolutions, pooling, embeddings and recurrent layers', networks: spatialNetworks, share: 0.25 },
];

describe(`predictions are what the engine measures, for ${runs} random networks`, () => {
  test.each(kinds)('$name', { timeout: 60 * 60_000 }, ({ networks, share }) => {
    let special = 0;
    const numRuns = Math.ceil(runs * share);
    fc.assert(
      fc.property(networks, (spec) => {
        const result = compare(spec);
        if (result.kind === 'special') special += 1;
        expect(result.kind === 'disagree' ? result.what : []).toEqual([]);
      }),
      { numRuns, seed },
    );
    // Networks in which the data or the draws happen to be special are set aside; they must stay few.
    expect(special / numRuns).toBeLessThan(0.03);
  });
});
