import { resolve } from 'node:path';
import type { GeneratorName } from '../core/engine/spec.ts';
import { startNames } from './compare.ts';
import { html } from './formats/html.ts';
import { simulationJson } from './formats/simulation-json.ts';
import { simulationText } from './formats/simulation-text.ts';
import { summarise } from './lint.ts';
import { print } from './output.ts';
import { findSubject, simulate, type Simulation } from './simulate.ts';
import type { World } from './world.ts';

export const simulationFormats = ['text', 'json', 'html'] as const;

type SimulationFormat = (typeof simulationFormats)[number];

export interface SimulateFlags {
  readonly steps: number;
  readonly seed: number;
  readonly dataset?: GeneratorName;
  readonly format: SimulationFormat;
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
  print(formatted(simulation, flags, world), flags.output, world);
}

function formatted(simulation: Simulation, { format, output }: SimulateFlags, world: World): string {
  const toTerminal = output === undefined;
  switch (format) {
    case 'text':
      return simulationText(simulation, world.color && toTerminal, toTerminal ? world.columns : 0);
    case 'json':
      return simulationJson(simulation);
    case 'html': {
      const files = [simulation.file];
      return html({ files, summary: summarise(files, 0), unreadable: [] }, world);
    }
  }
}
