// Whatever a spec is, it is checked in a moment, without a throw; and what is accepted runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSpec } from '../../src/core/engine/check-spec.ts';
import { checkedLayout, multiplyAdds } from '../../src/core/engine/layout.ts';
import { createRun } from '../../src/core/engine/run.ts';
import { cases } from './tensorflow-cases.ts';

type Path = readonly (string | number)[];

/** Every place inside a value. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).slice(0, 12);
  return [path, ...inside.flatMap(([key, entry]) => pathsOf(entry, [...path, key]))];
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  if (path.length === 0) return by;
  const [key, ...rest] = path;
  const inside = (entry: unknown) => replaced(entry, rest, by);
  if (Array.isArray(value)) {
    return (value as unknown[]).map((entry, i) => (i === Number(key) ? inside(entry) : entry));
  }
  const fields = value as Record<string, unknown>;
  return { ...fields, [key]: inside(fields[key]) };
}

const huge = [1e6, 1e9, 1e15, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, -1, 0, 0.5, NaN, Infinity];
const strange = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, '', 'x', '__proto__', 'constructor', [], {}, [[]], true, ...huge),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>('dense', 'lstm', 'reshape', 'concatenate', 'values', 'identity', 'given', 'l1'),
  fc.array(fc.constantFrom(...huge, -1, 1, 2, 3), { maxLength: 7 }),
);

/** Milliseconds; on a machine that does much else besides. */
const moment = 2000;

function checked(spec: unknown): void {
  const start = performance.now();
  const before = process.memoryUsage().arrayBuffers;
  const check = checkSpec(spec);
  expect(performance.now() - start).toBeLessThan(moment);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64e6);
  if (check.ok) return;
  expect(check.problems.length).toBeGreaterThan(0);
  for (const { message } of check.problems) expect(message).toMatch(/^.+: .|^a network is an object/);
}

test('anything at all is checked', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
      checked(value);
    }),
    { numRuns: 500 },
  );
});

test('objects with the fields of a spec and anything in them are checked', () => {
  const layer = fc.record({ id: strange, kind: fc.oneof(fc.constantFrom('dense', 'conv2d', 'gru', 'add'), strange), from: fc.oneof(fc.constant(['x']), strange), units: strange, filters: strange, kernelSize: strange, kernel: strange }); // prettier-ignore
  const spec = fc.record(
    {
      inputs: fc.oneof(fc.constant([{ id: 'x', shape: [3] }]), strange),
      layers: fc.array(layer, { maxLength: 3 }),
      outputs: fc.oneof(fc.constant(['l1']), strange),
      loss: fc.oneof(fc.constant('meanSquaredError'), strange),
      optimizer: fc.oneof(fc.constant({ kind: 'sgd', learningRate: 0.1 }), strange),
      batchSize: strange,
      data: fc.oneof(fc.constant({ kind: 'teacher' }), fc.record({ kind: fc.constant('given'), x: strange, y: strange }), strange),
    },
    { requiredKeys: [] },
  ); // prettier-ignore
  fc.assert(
    fc.property(spec, (value) => {
      checked(value);
    }),
    { numRuns: 1000 },
  );
});

test('a good spec with one or two things wrong is refused with the place, or it runs', () => {
  const damage = fc.record({ index: fc.nat(cases.length - 1), at: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }), by: strange });
  fc.assert(
    fc.property(damage, ({ index, at, by }) => {
      let spec: unknown = cases[index].spec;
      for (const place of at) {
        const paths = pathsOf(spec);
        spec = replaced(spec, paths[place % paths.length], by);
      }
      checked(spec);
      const check = checkSpec(spec);
      if (!check.ok) return;
      // It would run, but not within a test.
      if (multiplyAdds(check.spec, checkedLayout(check.spec)) > 1e6) return;
      const run = createRun(check.spec);
      run.tick(1);
      expect(run.history.loss).toHaveLength(2);
      expect(run.snapshot().layers).toHaveLength(check.spec.layers.length);
    }),
    { numRuns: 1500 },
  );
}, 120_000); // prettier-ignore
