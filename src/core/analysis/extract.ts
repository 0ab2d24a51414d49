// One file in, its networks out: parse, run the partial evaluator over it, and ask the adapters what was built.
import type { Network, Problem } from '../network/graph.ts';
import { adapters } from './adapters/index.ts';
import { finishRuns } from './evaluate/driver.ts';
import { Flows } from './evaluate/flows.ts';
import { Interpreter } from './evaluate/interpreter.ts';
import { ModuleLoader } from './modules.ts';
import { mayHoldNetwork, mayHoldPlainNetwork } from './prefilter.ts';
import { parse, syntaxProblems } from './program.ts';
import type { Project, Suppression } from './project.ts';
import { withPromises } from './promises.ts';
import { suppressionsIn } from './suppressions.ts';

export interface Extraction {
  /** In the order in which the source makes them; ids are unique. */
  readonly networks: Network[];
  readonly problems: Problem[];
  /** Sorted by where they begin. */
  readonly suppressions: Suppression[];
}

/** Networks of one file beyond this many are not listed. */
const maxNetworks = 200;

/** Reads the networks of the file at `path`. Never throws on what the files hold; what went wrong is a problem. */
export function extract(project: Project, path: string): Extraction {
  const text = project.read(path);
  if (text === undefined)
    return { networks: [], problems: [{ message: `There is no file ${path}.` }], suppressions: [] };
  const isPlain = !mayHoldNetwork(text) && mayHoldPlainNetwork(text);
  if (!isPlain && !mayHoldNetwork(text)) return { networks: [], problems: [], suppressions: [] };
  const parsed = parse(path, text);
  if ('problem' in parsed) return { networks: [], problems: [parsed.problem], suppressions: [] };
  const problems = syntaxProblems(parsed.source);
  const suppressions = suppressionsIn(text);
  try {
    const loader = new ModuleLoader(project);
    const module = loader.main(path, parsed.source);
    const machine = new Interpreter(adapters, loader, isPlain ? new Flows() : null);
    finishRuns(machine, module, machine.runModule(module));
    const isCut = machine.dropSpentRuns();
    const networks = adapters
      .flatMap((adapter) => adapter.networks(machine))
      .filter(({ at }) => at.file === undefined);
    if (isCut)
      problems.push({
        message: 'The file computes too much to be followed to its end: some networks may be missing.',
      });
    const listed = withPromises(distinct(networks).slice(0, maxNetworks), parsed.source);
    return { networks: withUniqueIds(listed), problems, suppressions };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({ message: 'The file is nested too deeply to be analysed.' });
    return { networks: [], problems, suppressions };
  }
}

/** A function called twice with the same arguments makes two networks that say the same. */
function distinct(networks: readonly Network[]): Network[] {
  const seen = new Set<string>();
  return networks.filter((network) => {
    const key = JSON.stringify([
      network.at,
      network.layers.map(({ at, settings, parameters }) => [at, settings, parameters]),
    ]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function withUniqueIds(networks: readonly Network[]): Network[] {
  const ids = new Set<string>();
  return networks.map((network) => {
    let { id } = network;
    for (let count = 2; ids.has(id); count += 1) id = `${network.id}_${count}`;
    ids.add(id);
    return { ...network, id };
  });
}
