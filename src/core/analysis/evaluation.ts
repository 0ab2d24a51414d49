// Running a file, part by part; a part that ran before and would run the same again is not run.
import type { Network } from '../network/graph.ts';
import type { Adapter } from './adapters/adapter.ts';
import { adapters } from './adapters/index.ts';
import { finishRuns } from './evaluate/driver.ts';
import { Flows } from './evaluate/flows.ts';
import { Interpreter, stepsInAll } from './evaluate/interpreter.ts';
import type { Module } from './evaluate/model.ts';
import type { Survey } from './evaluate/survey.ts';
import { survey, surveyOf } from './evaluate/survey.ts';
import type { Evaluated } from './evaluations.ts';
import type { FileMemory } from './memory.ts';
import type { ModuleLoader } from './modules.ts';
import type { FilePart } from './parts.ts';
import { partsOf } from './parts.ts';
import type { RecordedProject } from './recorded-project.ts';

interface File {
  readonly project: RecordedProject;
  readonly loader: ModuleLoader;
  readonly memory: FileMemory;
  readonly module: Module;
  /** The libraries whose networks the file may hold. */
  readonly present: readonly Adapter[];
  /** None makes networks of its own: they are recognised by what is computed. */
  readonly isPlain: boolean;
}

interface Outcome {
  readonly networks: readonly Network[];
  /** More was to be computed than the budget allows. */
  readonly isCut: boolean;
}

export function* evaluating(file: File): Generator<void, Outcome> {
  const { module, memory, isPlain } = file;
  const { statements } = module;
  const first = statements.at(0);
  if (first === undefined) return { networks: [], isCut: false };
  const whole = [{ first, statements }];
  // What is written by hand is recognised by how all of it works together.
  const parts = isPlain ? whole : partsOf(statements, memory.surveys);
  const evaluated = yield* evaluatingParts(file, parts);
  // A file that is imported here and imports this one has seen no more than a part of it.
  const hasSeenAll = parts.length === 1 || !evaluated.some(({ mainIsAskedFor }) => mainIsAskedFor);
  const all = hasSeenAll ? evaluated : yield* evaluatingParts(file, whole);
  return {
    networks: all.flatMap(({ networks }) => networks),
    isCut: all.some(({ isCut }) => isCut),
  };
}

function* evaluatingParts(file: File, parts: readonly FilePart[]): Generator<void, Evaluated[]> {
  const { memory, present, project } = file;
  const makers = makersOf(present);
  const all: Evaluated[] = [];
  const isTrue = remembering((seen: RecordedProject) => seen.isTrueOf(project));
  let stepsLeft = stepsInAll;
  let numbered: ReadonlyMap<string, number> = new Map();
  for (const part of parts) {
    const names = survey(part.statements, memory.surveys);
    if (makers && !names.calls(makers)) continue;
    const circumstances = JSON.stringify([present.map(({ id }) => id), [...numbered]]);
    const known = memory.evaluations.recall(part, circumstances, isTrue);
    const evaluated =
      known && known.steps <= stepsLeft
        ? known
        : yield* evaluatingPart(file, part, { names, makers, steps: stepsLeft, numbered });
    if (evaluated !== known) memory.evaluations.keep(part, circumstances, evaluated);
    all.push(evaluated);
    stepsLeft -= evaluated.steps;
    numbered = evaluated.numbered;
  }
  return all;
}

interface Run {
  readonly names: Survey;
  readonly makers: readonly string[] | undefined;
  /** That may be taken. */
  readonly steps: number;
  /** By the parts before. */
  readonly numbered: ReadonlyMap<string, number>;
}

function* evaluatingPart(
  { project, loader, memory, module: whole, present, isPlain }: File,
  { statements }: FilePart,
  { names, makers, steps, numbered: before }: Run,
): Generator<void, Evaluated> {
  const values = statements.flatMap((statement) => [...surveyOf(statement, memory.surveys).values]);
  const module = loader.part(whole, statements, new Set(values));
  const numbered = new Map(before);
  const machine = new Interpreter(adapters, loader, { flows: isPlain ? new Flows() : null, steps, numbered });
  const scope = machine.runModule(module);
  yield;
  yield* finishRuns(machine, module, scope, names, {
    makers,
    changers: present.flatMap(({ telling }) => telling),
  });
  const isCut = machine.dropSpentRuns();
  const { mainIsAskedFor } = loader;
  return {
    networks: networksOf(machine),
    numbered,
    steps: machine.spent,
    isCut,
    mainIsAskedFor,
    seen: project,
  };
}

function remembering<A extends object>(ask: (about: A) => boolean): (about: A) => boolean {
  const answers = new Map<A, boolean>();
  return (about) => {
    const answer = answers.get(about) ?? ask(about);
    answers.set(about, answer);
    return answer;
  };
}

/** Those that the analysed file makes itself. */
export const networksOf = (machine: Interpreter): Network[] =>
  adapters.flatMap((adapter) => adapter.networks(machine)).filter(({ at }) => at.file === undefined);

/** What every file that makes a network of these libraries mentions; undefined where an adapter does not say. */
const makersOf = (present: readonly Adapter[]): readonly string[] | undefined =>
  present.every(({ makers }) => makers !== undefined)
    ? present.flatMap(({ makers }) => makers ?? [])
    : undefined;
