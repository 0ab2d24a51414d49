// Rules and simulation judge each other over random networks. INIT_LINT_NETWORKS sets how many.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './agree.ts';
import { flatNetworks } from './networks.ts';

const runs = Number(process.env['INIT_LINT_NETWORKS'] ?? 2000);

test(
  `predictions are what the engine measures, for ${runs} random networks`,
  { timeout: 60 * 60_000 },
  () => {
    let special = 0;
    fc.assert(
      fc.property(flatNetworks, (spec) => {
        const result = compare(spec);
        if (result.kind === 'special') special += 1;
        expect(result.kind === 'disagree' ? result.what : []).toEqual([]);
      }),
      { numRuns: runs, seed: 20_260_101 },
    );
    expect(special / runs).toBeLessThan(0.05);
  },
);
