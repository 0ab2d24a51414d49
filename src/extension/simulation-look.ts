// What `initLint.simulation` says, as the look that a panel opens with: the form in which a link to a panel carries it.
// Knows nothing of vscode.

export interface SimulationSettings {
  readonly steps: number;
  readonly seed: number;
  /** Names of starts, as the panel calls them. */
  readonly compare: readonly string[];
}

export const usualSimulation: SimulationSettings = { steps: 50, seed: 1, compare: ['suggested'] };

/** Null where everything is as usual. The page checks every value. */
export function simulationLook({ steps, seed, compare }: SimulationSettings): string | null {
  const look = {
    // At the end of training: who asks for a long run wants to know what becomes of the network.
    ...(steps !== usualSimulation.steps && { steps, step: steps }),
    ...(seed !== usualSimulation.seed && { changes: { seed } }),
    ...(compare.join() !== usualSimulation.compare.join() && { beside: compare }),
  };
  if (Object.keys(look).length === 0) return null;
  const ascii = JSON.stringify(look).replace(/[^ -~]/g, '?');
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
