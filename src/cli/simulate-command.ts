import { resolve } from 'node:path';
import type { GeneratorName } from '../core/engine/spec.ts';
import { startNames } from './compare.ts';
import { simulationJson } from './formats/simulation-json.ts';
import { simulationText } from './formats/simulation-text.ts';
import { print } from './output.ts';
import { findSubject, simulate } from './simulate.ts';
import type { World } from './world.ts';

export interface SimulateFlags {
  readonly steps: number;
  readonly seed: number;
  readonly dataset?: GeneratorName;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly dump?: string;
  readonly compare?: string;
}

/** `init-lint simulate`. */
export function printSimulation(target: string, flags: SimulateFlags, world: World): void {
  const { steps, seed, dataset } = flags;
  const simulation = simulate(findSubject(world.cwd, target), {
    steps,
    seed,
    compare: flags.compare === undefined ? [] : startNames(flags.compare),
    ...(dataset === undefined ? {} : { dataset }),
    ...(flags.dump === undefined ? {} : { dump: resolve(world.cwd, flags.dump) }),
  });
  const text =
    flags.format === 'json'
      ? simulationJson(simulation)
      : simulationText(simulation, world.color && flags.output === undefined, world.columns);
  print(text, flags.output, world);
}
