// The verdict on every parameter of a network, with its unknowns: what needs no network around it is said at once, the
// rest goes to court, and where something is unknown the milder of the possible verdicts holds.
import { checkSpec } from '../engine/check-spec.ts';
import type { InitializerSpec, NetworkSpec } from '../engine/spec.ts';
import type { Layer, Network, Parameter, Start } from '../network/graph.ts';
import type { Starts } from './concrete-layer.ts';
import { type Concrete, concretise } from './concretise.ts';
import { Court, type Site } from './court.ts';
import { mildestStart } from './guesses.ts';
import { siteKey } from './plan.ts';
import { scaleOf } from './scale.ts';
import type { HarmlessReason, Judgement, ParameterJudgement, Verdict } from './verdict.ts';
import { constantOf } from './start.ts';

/** A network more guessed than read says nothing about the size of its signals. */
const mostAssumptions = 4;

/** Seed of the runs that confirm a verdict. */
const seed = 1;

/** Judges every parameter of the network. Never throws on what a source file can say. */
export function judge(network: Network): Judgement {
  const concrete = sound(concretise(network));
  const doubtful = doubts(network);
  const mild = judgeConcrete(network, concrete);
  if (doubtful.size === 0 || 'missing' in concrete) return mild;
  // Were every unknown start constant too, would the verdict be another? Then the milder one holds, with its doubt.
  const grim = judgeConcrete(network, sound(concretise(network, doubtful)));
  return {
    ...mild,
    parameters: mild.parameters.map((judged, index) =>
      withDoubt(judged, grim.parameters[index], [...doubtful.keys()]),
    ),
  };
}

/** A spec that the engine refuses has no fate to predict. */
function sound(concrete: Concrete): Concrete {
  if ('missing' in concrete) return concrete;
  const check = checkSpec(concrete.spec);
  return check.ok ? concrete : { missing: check.problems.map(({ message }) => message) };
}

/** Unknown or undecided starts of kernels, each as the worst that it may be. */
function doubts(network: Network): Starts {
  const worst = new Map<string, Start>();
  for (const layer of network.layers) {
    for (const { name, role, start } of layer.parameters) {
      if (role !== 'kernel' && role !== 'recurrent') continue;
      if (start.is === 'unknown') worst.set(siteKey(layer.id, name), { kind: 'constant', value: 0.1 });
      else if (start.is === 'one-of') {
        const constant = start.cases.map((entry) => entry.value).find(isConstant);
        const mild = mildestStart(start);
        if (constant !== undefined && mild !== undefined && !isConstant(mild))
          worst.set(siteKey(layer.id, name), constant);
      }
    }
  }
  return worst;
}

const isConstant = (start: Start): boolean => start.kind !== 'loaded' && constantOf(start) !== undefined;

const rank: Record<Verdict['kind'], number> = {
  dead: 5,
  symmetric: 4,
  blocked: 3,
  'low-rank': 2,
  undecided: 1,
  harmless: 0,
};

function withDoubt(
  mild: ParameterJudgement,
  grim: ParameterJudgement,
  unknowns: readonly string[],
): ParameterJudgement {
  if (rank[grim.verdict.kind] <= rank[mild.verdict.kind]) return mild;
  if (mild.verdict.kind === 'harmless') {
    const quiet: readonly HarmlessReason[] = [
      'healthy',
      'output-only',
      'residual',
      'adapter',
      'single-unit',
      'convex',
    ];
    if (!quiet.includes(mild.verdict.because)) return mild;
    return { ...mild, verdict: { kind: 'undecided', missing: unknowns.map((key) => `the start of ${key}`) } };
  }
  return mild;
}

function judgeConcrete(network: Network, concrete: Concrete): Judgement {
  const parameters = network.layers.flatMap((layer) =>
    layer.parameters.map((parameter) => ({ layer, parameter })),
  );
  if ('missing' in concrete) {
    return {
      network: network.id,
      missing: concrete.missing,
      parameters: parameters.map(({ layer, parameter }) =>
        judged(layer, parameter, {
          ...(quickly(layer, parameter) ?? { kind: 'undecided', missing: concrete.missing }),
        }),
      ),
    };
  }
  const evidence = { spec: concrete.spec, seed, assumptions: concrete.assumptions };
  const court = new Court(evidence, candidates(network, concrete.spec), network.atZero);
  const drawn = parameters
    .filter(({ parameter }) => parameter.role === 'kernel' && parameter.site !== undefined)
    .map(({ layer, parameter }) => ({ layer: layer.id, parameter: parameter.name }));
  const unsure = network.layers.some((layer) =>
    layer.parameters.some(({ role, start }) => role === 'kernel' && mildestStart(start)?.kind === 'loaded'),
  );
  const scale =
    unsure || concrete.assumptions.length > mostAssumptions ? null : scaleOf(court.asIs.schedule.plan, drawn);
  return {
    network: network.id,
    ...(scale === null ? {} : { scale }),
    evidence,
    prediction: court.asIs.prediction,
    missing: [],
    parameters: parameters.map(({ layer, parameter }) => {
      const quick = quickly(layer, parameter);
      const verdict =
        quick === undefined
          ? court.verdict(layer.id, parameter.name)
          : quick.kind === 'harmless' && quick.because !== 'loaded'
            ? court.harmless(layer.id, parameter.name, quick.because)
            : quick;
      return judged(layer, parameter, sizeIsUnknown(layer) ? withoutUnits(verdict) : verdict);
    }),
  };
}

const judged = (layer: Layer, parameter: Parameter, verdict: Verdict): ParameterJudgement => ({
  layer: layer.id,
  parameter: parameter.name,
  start: mildestStart(parameter.start) ?? null,
  verdict,
});

const sizeIsUnknown = ({ settings }: Layer): boolean =>
  ['units', 'filters', 'outputDim'].some(
    (name) => (settings[name] as { is: string } | undefined)?.is === 'unknown',
  );

function withoutUnits(verdict: Verdict): Verdict {
  if (verdict.kind === 'undecided') return verdict;
  return { ...verdict, units: null, effectiveWidth: verdict.effectiveWidth === 1 ? 1 : null };
}

/** Verdicts that need no network around the parameter. */
function quickly(layer: Layer, parameter: Parameter): Verdict | undefined {
  const harmless = (because: HarmlessReason): Verdict => ({
    kind: 'harmless',
    because,
    units: null,
    effectiveWidth: null,
    firstGradientStep: null,
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
function candidates(network: Network, spec: NetworkSpec): readonly Site[] {
  const specs = new Map(spec.layers.map((layer) => [layer.id, layer]));
  return network.layers.flatMap((layer) =>
    layer.parameters
      .filter((parameter) => quickly(layer, parameter) === undefined)
      .filter(({ name }) => {
        const written = (specs.get(layer.id) as Partial<Record<string, InitializerSpec>> | undefined)?.[name];
        if (written === undefined) return false;
        return written.kind === 'values' || written.kind === 'identity' || constantOf(written) !== undefined;
      })
      .map(({ name }) => ({ key: siteKey(layer.id, name), layer: layer.id, parameter: name })),
  );
}
