// The verdict on every parameter of a network, with its unknowns: what needs no network around it is said at once, the
// rest goes to court, and where something is unknown the milder of the possible verdicts holds, with all of them told.
import type { InitializerSpec, NetworkSpec } from '../engine/spec.ts';
import type { Layer, Network, Parameter } from '../network/graph.ts';
import type { Starts } from './concrete-layer.ts';
import { type Concrete, concretise } from './concretise.ts';
import { Court } from './court.ts';
import { casesOf, worldsOf } from './doubt.ts';
import { mildestStart } from './guesses.ts';
import { siteKey } from './plan.ts';
import { scaleOf } from './scale.ts';
import { unsound } from './sound.ts';
import { constantOf } from './start.ts';
import type { Evidence, HarmlessReason, Judgement, ParameterJudgement, Scale, Verdict } from './verdict.ts';
import type { Site } from './versions.ts';

/** A network more guessed than read says nothing about the size of its signals. */
const mostAssumptions = 4;

/** Seed of the runs that confirm a verdict. */
const seed = 1;

/** Judges every parameter of the network. Never throws on what a source file can say. */
export function judge(network: Network): Judgement {
  const concrete = concreteSpec(network);
  if ('missing' in concrete) return unread(network, concrete.missing);
  const evidence = { spec: concrete.spec, seed, assumptions: concrete.assumptions };
  const court = new Court(evidence, candidates(network, concrete.spec), network.atZero);
  const scale = scaleIn(network, court, evidence);
  const likely = verdicts(network, court);
  return {
    network: network.id,
    ...(scale === null ? {} : { scale }),
    evidence,
    prediction: court.versions.asIs.prediction,
    missing: [],
    parameters: doubted(network, likely),
  };
}

/** A spec that the engine refuses has no fate to predict. */
function concreteSpec(network: Network, starts?: Starts): Concrete {
  const concrete = concretise(network, starts);
  if ('missing' in concrete) return concrete;
  const problem = unsound(concrete.spec);
  return problem === null ? concrete : { missing: [problem] };
}

function unread(network: Network, missing: readonly string[]): Judgement {
  return {
    network: network.id,
    missing,
    parameters: parametersOf(network).map(({ layer, parameter }) => ({
      ...named(layer, parameter),
      verdict: quickly(layer, parameter) ?? { kind: 'undecided', missing },
    })),
  };
}

/** Adds, where starts are unknown that decide, what holds in each case, and takes the mildest. */
function doubted(network: Network, likely: readonly ParameterJudgement[]): readonly ParameterJudgement[] {
  const worlds = worldsOf(network);
  if (worlds.length === 0) return likely;
  const judged = worlds.flatMap(({ when, starts }) => {
    const concrete = concreteSpec(network, starts);
    if ('missing' in concrete) return [];
    const evidence = { spec: concrete.spec, seed, assumptions: concrete.assumptions };
    const court = new Court(evidence, candidates(network, concrete.spec, starts), network.atZero);
    return [{ when, parameters: verdicts(network, court, starts) }];
  });
  return casesOf(likely, judged);
}

const parametersOf = (network: Network): readonly { layer: Layer; parameter: Parameter }[] =>
  network.layers.flatMap((layer) => layer.parameters.map((parameter) => ({ layer, parameter })));

const named = (layer: Layer, parameter: Parameter): Omit<ParameterJudgement, 'verdict'> => ({
  layer: layer.id,
  parameter: parameter.name,
  start: mildestStart(parameter.start) ?? null,
});

/** `starts`: of parameters whose start is assumed. */
function verdicts(network: Network, court: Court, starts?: Starts): readonly ParameterJudgement[] {
  return parametersOf(network).map(({ layer, parameter }) => {
    const assumed = starts?.has(siteKey(layer.id, parameter.name)) ?? false;
    const quick = assumed ? undefined : quickly(layer, parameter);
    const verdict =
      quick === undefined
        ? court.verdict(layer.id, parameter.name)
        : quick.kind === 'harmless' && quick.because !== 'loaded'
          ? court.harmless(layer.id, parameter.name, quick.because)
          : quick;
    return {
      ...named(layer, parameter),
      verdict: sizeIsUnknown(layer) ? withoutUnits(verdict) : verdict,
    };
  });
}

const sizeIsUnknown = ({ settings }: Layer): boolean =>
  ['units', 'filters', 'outputDim'].some(
    (name) => (settings[name] as { is: string } | undefined)?.is === 'unknown',
  );

function withoutUnits(verdict: Verdict): Verdict {
  if (verdict.kind === 'undecided') return verdict;
  return { ...verdict, units: null, effectiveWidth: verdict.effectiveWidth === 1 ? 1 : null };
}

function scaleIn(network: Network, court: Court, { assumptions }: Evidence): Scale | null {
  if (assumptions.length > mostAssumptions) return null;
  const drawn: { layer: string; parameter: string }[] = [];
  for (const layer of network.layers) {
    for (const { name, role, start, site } of layer.parameters) {
      if (role !== 'kernel') continue;
      if (mildestStart(start)?.kind === 'loaded') return null;
      if (site !== undefined) drawn.push({ layer: layer.id, parameter: name });
    }
  }
  return scaleOf(court.versions.plan, drawn);
}

/** Verdicts that need no network around the parameter. */
function quickly(layer: Layer, parameter: Parameter): Verdict | undefined {
  const harmless = (because: HarmlessReason): Verdict => ({
    kind: 'harmless',
    because,
    units: null,
    effectiveWidth: null,
    firstGradientStep: null,
    derivation: [],
  });
  const start = mildestStart(parameter.start);
  switch (parameter.role) {
    case 'bias':
      return harmless('bias');
    case 'shift':
    case 'statistic':
    case 'slope':
      return harmless('normalization');
    case 'scale':
      // A scale of zero stops what passes through, as a kernel of zeros does.
      if (start === undefined || start.kind === 'loaded' || constantOf(start) !== 0)
        return harmless('normalization');
      break;
    case 'kernel':
    case 'recurrent':
      break;
  }
  if (start?.kind === 'loaded') return harmless('loaded');
  if (parameter.site === undefined && parameter.start.is === 'known') return harmless('default');
  if (layer.trainable.is === 'known' && !layer.trainable.value) return harmless('frozen');
  if (parameter.start.is === 'unknown') return { kind: 'undecided', missing: [parameter.start.why] };
  return undefined;
}

/** Explicit starts that are not simply random. */
function candidates(network: Network, spec: NetworkSpec, starts?: Starts): readonly Site[] {
  const specs = new Map(spec.layers.map((layer) => [layer.id, layer]));
  return parametersOf(network).flatMap(({ layer, parameter: { name }, parameter }): Site[] => {
    const key = siteKey(layer.id, name);
    if (starts?.has(key) !== true && quickly(layer, parameter) !== undefined) return [];
    const written = (specs.get(layer.id) as Partial<Record<string, InitializerSpec>> | undefined)?.[name];
    if (written === undefined) return [];
    const decided =
      written.kind === 'values' || written.kind === 'identity' || constantOf(written) !== undefined;
    return decided ? [{ key, layer: layer.id, parameter: name }] : [];
  });
}
