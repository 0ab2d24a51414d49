// One file in, its networks out: parse, run the partial evaluator over it, and ask the adapters what was built.
import type { Network, Problem } from '../network/graph.ts';
import type { Adapter } from './adapters/adapter.ts';
import { adapters } from './adapters/index.ts';
import { atOnce } from './at-once.ts';
import { evaluating, networksOf } from './evaluation.ts';
import { Interpreter } from './evaluate/interpreter.ts';
import { fromTree, isTopology, jsonModule } from './json.ts';
import { FileMemory } from './memory.ts';
import { ModuleLoader } from './modules.ts';
import { isBundle, librariesIn, withoutComments } from './prefilter.ts';
import { syntaxProblems } from './program.ts';
import type { Project, Suppression } from './project.ts';
import { withPromises } from './promises.ts';
import { reaching, usesTensors } from './reach.ts';
import { RecordedProject } from './recorded-project.ts';
import { Resolver } from './resolution/resolver.ts';
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
export function extract(project: Project, path: string, memory = new FileMemory()): Extraction {
  return atOnce(extracting(project, path, memory));
}

/** As `extract`, with pauses in which the caller may leave it at that. */
export function* extracting(project: Project, path: string, memory: FileMemory): Generator<void, Extraction> {
  const text = project.read(path);
  if (text === undefined)
    return { networks: [], problems: [{ message: `There is no file ${path}.` }], suppressions: [] };
  if (path.endsWith('.json')) return extractFromJson(project, path, text, memory);
  const recorded = new RecordedProject(project);
  const resolver = new Resolver(recorded);
  const present = networkLibrariesIn(path, text, resolver);
  if (present.length === 0) return { networks: [], problems: [], suppressions: [] };
  const isPlain = present.every(({ isByHand }) => isByHand === true);
  const parsed = memory.parse(path, text);
  if ('problem' in parsed) return { networks: [], problems: [parsed.problem], suppressions: [] };
  yield;
  const problems = syntaxProblems(parsed.source);
  const suppressions = suppressionsIn(text);
  try {
    const loader = new ModuleLoader(resolver, memory);
    const module = loader.main(path, parsed.source);
    const { networks, isCut } = yield* evaluating({
      project: recorded,
      loader,
      memory,
      module,
      present,
      isPlain,
    });
    if (isCut)
      problems.push({
        message: 'The file computes too much to be followed to its end: some networks may be missing.',
      });
    const told = withPromises(networks, parsed.source, memory.evaluations);
    return { networks: listed(told, memory), problems, suppressions };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({ message: 'The file is nested too deeply to be analysed.' });
    return { networks: [], problems, suppressions };
  }
}

/** The adapters of the libraries whose networks the file may make. Without any, it is not parsed. */
function networkLibrariesIn(path: string, text: string, resolver: Resolver): readonly Adapter[] {
  const found = librariesIn(text, adapters);
  if (found.length === 0) return [];
  const code = withoutComments(text);
  const libraries = found.filter(({ isByHand }) => isByHand !== true);
  // What is written by hand beside a library's network is the library's user's own business.
  if (libraries.length > 0) return reaching(librariesIn(code, libraries), path, code, resolver);
  return isBundle(text) || usesTensors(adapters, code) ? [] : found;
}

/** model.json: data, not code. Other JSON files hold no networks. */
function extractFromJson(project: Project, path: string, text: string, memory: FileMemory): Extraction {
  if (!isTopology(text)) return { networks: [], problems: [], suppressions: [] };
  try {
    const machine = new Interpreter(adapters, new ModuleLoader(new Resolver(project), memory));
    const module = jsonModule(path, text, true);
    const { frame } = machine.runModule(module);
    const node = module.source.statements.at(0) ?? module.source;
    const args = [fromTree(module)];
    const call = { args, nodes: [], at: { node, module }, open: false, isNew: false, frame, callee: '' };
    for (const adapter of adapters) adapter.modelFile?.(machine, call);
    return {
      networks: listed(networksOf(machine), memory),
      problems: syntaxProblems(module.source),
      suppressions: [],
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problems = [{ message: 'The file is nested too deeply to be analysed.' }];
    return { networks: [], problems, suppressions: [] };
  }
}

const listed = (networks: readonly Network[], memory: FileMemory): Network[] =>
  withUniqueIds(distinct(networks).slice(0, maxNetworks), memory);

/** A function called twice with the same arguments makes two networks that say the same. */
function distinct(networks: readonly Network[]): Network[] {
  const bySpan = new Map<string, Network[]>();
  for (const network of networks) {
    const span = `${network.at.start} ${network.at.end}`;
    const there = bySpan.get(span);
    if (there) there.push(network);
    else bySpan.set(span, [network]);
  }
  const repeated = new Set([...bySpan.values()].flatMap(repetitions));
  return networks.filter((network) => !repeated.has(network));
}

function repetitions(made: readonly Network[]): Network[] {
  if (made.length < 2) return [];
  const seen = new Set<string>();
  return made.filter((network) => {
    const key = JSON.stringify(
      network.layers.map(({ at, settings, parameters }) => [at, settings, parameters]),
    );
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

function withUniqueIds(networks: readonly Network[], { evaluations }: FileMemory): Network[] {
  const ids = new Set<string>();
  return networks.map((network) => {
    let { id } = network;
    for (let count = 2; ids.has(id); count += 1) id = `${network.id}_${count}`;
    ids.add(id);
    return id === network.id ? network : evaluations.copied(network, { ...network, id });
  });
}
