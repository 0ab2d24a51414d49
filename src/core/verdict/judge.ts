// The verdict on every parameter of a network. A constant start is judged by what it does here: the network is
// predicted as it is, with this start alone repaired, with all repaired, and with all but this one repaired.
import { checkSpec } from '../engine/check-spec.ts';
import type { LayerSpec, NetworkSpec } from '../engine/spec.ts';
import type { Layer, Network, Parameter, Start } from '../network/graph.ts';
import { kernelName } from './cells.ts';
import { type Concrete, concretise, firstOf, siteKey, type Starts } from './concretise.ts';
import { type Analysed, analysed } from './predict.ts';
import { harmlessBecause } from './reasons.ts';
import { activationOf, readersIn, suggestedStart, withStarts } from './repair.ts';
import type { AtZero } from './signal.ts';
import type {
  Evidence,
  HarmlessReason,
  Judgement,
  ParameterJudgement,
  Prediction,
  Verdict,
} from './verdict.ts';
import { constantOf } from './weight.ts';

/** What a constant start can do, worst first. */
type Fault = 'dead' | 'symmetric' | 'blocked' | 'low-rank';

/** Counterfactuals cost one prediction each; beyond this many sites only the whole network's is computed. */
const mostSites = 16;

/** Seed of the runs that confirm a verdict. */
const seed = 1;

interface Site {
  readonly key: string;
  readonly layer: string;
  readonly parameter: string;
}

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
        const first = start.cases[0].value;
        if (constant !== undefined && !isConstant(first)) worst.set(siteKey(layer.id, name), constant);
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
        judged(
          layer,
          parameter,
          quickly(layer, parameter) ?? { kind: 'undecided', missing: concrete.missing },
        ),
      ),
    };
  }
  const court = new Court(
    concrete.spec,
    concrete.assumptions,
    candidates(network, concrete.spec),
    network.atZero,
  );
  const unknownSizes = new Set(network.layers.filter(sizeIsUnknown).map((layer) => layer.id));
  return {
    network: network.id,
    evidence: court.evidence,
    prediction: court.asIs.prediction,
    missing: [],
    parameters: parameters.map(({ layer, parameter }) => {
      const quick = quickly(layer, parameter);
      if (quick !== undefined) return judged(layer, parameter, quick);
      const site = court.sites.find((entry) => entry.key === siteKey(layer.id, parameter.name));
      const verdict =
        site === undefined ? court.harmless(layer.id, parameter.name, 'healthy') : court.verdict(site);
      return judged(layer, parameter, unknownSizes.has(layer.id) ? withoutUnits(verdict) : verdict);
    }),
  };
}

const judged = (layer: Layer, parameter: Parameter, verdict: Verdict): ParameterJudgement => ({
  layer: layer.id,
  parameter: parameter.name,
  start: firstOf(parameter.start) ?? null,
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
  const start = firstOf(parameter.start);
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
  return network.layers.flatMap((layer) =>
    layer.parameters
      .filter((parameter) => quickly(layer, parameter) === undefined)
      .filter((parameter) => {
        const written = (
          spec.layers.find((entry) => entry.id === layer.id) as unknown as
            Record<string, Start | undefined> | undefined
        )?.[parameter.name];
        return (
          written !== undefined &&
          written.kind !== 'loaded' &&
          (constantOf(written) !== undefined || written.kind === 'values' || written.kind === 'identity')
        );
      })
      .map((parameter) => ({
        key: siteKey(layer.id, parameter.name),
        layer: layer.id,
        parameter: parameter.name,
      })),
  );
}

/** How a layer fares in one version of the network. */
interface Fate {
  readonly width: number;
  readonly units: number;
  /** Of the parameter that the site starts; null for never. */
  readonly first: number | null;
}

class Court {
  readonly evidence: Evidence;
  readonly sites: readonly Site[];
  readonly asIs: Analysed;
  readonly #spec: NetworkSpec;
  readonly #atZero: AtZero | undefined;
  readonly #versions = new Map<string, Analysed>();
  readonly #index: ReadonlyMap<string, number>;

  constructor(
    spec: NetworkSpec,
    assumptions: readonly string[],
    sites: readonly Site[],
    atZero: AtZero | undefined,
  ) {
    this.evidence = { spec, seed, assumptions };
    this.sites = sites;
    this.#spec = spec;
    this.#atZero = atZero;
    this.#index = new Map(spec.layers.map((layer, index) => [layer.id, index]));
    this.asIs = analysed(spec, atZero);
  }

  verdict(site: Site): Verdict {
    const fault = this.#fault(site);
    if (fault === undefined || this.#bypassed(site, fault)) {
      return this.harmless(
        site.layer,
        site.parameter,
        harmlessBecause(this.asIs.schedule, this.asIs.prediction, this.#layerIndex(site)),
      );
    }
    const fate = this.#fate(this.asIs, site);
    const detailed = this.sites.length <= mostSites;
    const alone = detailed && this.#lifts(site, fault, [site]);
    const others = this.sites.filter((other) => other !== site);
    const near = [...others].sort((a, b) => this.#distance(site, a) - this.#distance(site, b));
    let because = detailed ? near.filter((other) => this.#lifts(site, fault, [other])) : [];
    if (detailed && because.length === 0 && !alone)
      because = near.filter((other) => this.#lifts(site, fault, [site, other]));
    if (because.length === 0 && !alone) because = near;
    return {
      kind: fault,
      units: fate.units,
      effectiveWidth: fate.width,
      firstGradientStep: fate.first,
      because: because.map((other) => other.key),
      affected: detailed ? this.#affected(site) : [],
      repair: alone ? suggestedStart(activationOf(this.#layer(site), readersIn(this.#spec))) : null,
      evidence: this.evidence,
    };
  }

  harmless(layer: string, parameter: string, because: HarmlessReason): Verdict {
    const fate = this.#fate(this.asIs, { key: siteKey(layer, parameter), layer, parameter });
    return {
      kind: 'harmless',
      because,
      units: fate.units,
      effectiveWidth: fate.width,
      firstGradientStep: fate.first,
    };
  }

  /** What the start does to its own layer and would not do, were all starts random. */
  #fault(site: Site): Fault | undefined {
    const now = this.#fate(this.asIs, site);
    const best = this.#fate(this.#with(this.sites), site);
    if (now.first === null && best.first !== null) return 'dead';
    if (site.parameter === 'gamma') return undefined;
    if (now.width < best.width) return 'symmetric';
    const because = harmlessBecause(this.asIs.schedule, this.asIs.prediction, this.#layerIndex(site));
    if (because === 'convex' || because === 'output-only' || because === 'single-unit') return undefined;
    if (this.#delay(site, now) > 1) return 'blocked';
    if (this.#isKernel(site) && this.#startsAtRankOne(site)) return 'low-rank';
    return undefined;
  }

  /** Steps that this layer, or a hidden layer below it, waits because of the constant starts. */
  #delay(site: Site, now: Fate): number {
    const best = this.#fate(this.#with(this.sites), site);
    const own = now.first === null || best.first === null ? 0 : now.first - best.first;
    const below = Math.max(
      0,
      ...this.#affected(site).map((id) => {
        const index = this.#index.get(id) ?? 0;
        const waits = this.asIs.prediction.layers[index].firstGradientStep;
        return waits === null ? 0 : waits - 1;
      }),
    );
    return own > 0 ? Math.max(own, below) : below;
  }

  #startsAtRankOne(site: Site): boolean {
    const start = (this.#layer(site) as unknown as Record<string, Parameters<typeof constantOf>[0]>)[
      site.parameter
    ];
    return (
      constantOf(start) !== undefined &&
      this.#layer(site).kind !== 'depthwiseConv2d' &&
      this.#fate(this.asIs, site).units > 1
    );
  }

  #isKernel(site: Site): boolean {
    return kernelName(this.#layer(site)) === site.parameter;
  }

  /** A skip connection carries the gradient around this layer: zero here is a known technique. */
  #bypassed(site: Site, fault: Fault): boolean {
    if (fault === 'dead' || fault === 'symmetric') return false;
    const reason = harmlessBecause(this.asIs.schedule, this.asIs.prediction, this.#layerIndex(site));
    return reason === 'residual' || reason === 'adapter';
  }

  /** Whether the fault is gone when these sites are repaired. */
  #lifts(site: Site, fault: Fault, repairs: readonly Site[]): boolean {
    const then = this.#fate(this.#with(repairs), site);
    const best = this.#fate(this.#with(this.sites), site);
    if (then.first === null && best.first !== null) return false;
    switch (fault) {
      case 'dead':
        return repairs.includes(site) ? then.width >= best.width : true;
      case 'symmetric':
        return then.width >= best.width;
      case 'blocked':
        return then.first === null || best.first === null || then.first - best.first <= 1;
      case 'low-rank':
        return repairs.includes(site);
    }
  }

  /** Other layers that this start alone, in an otherwise random network, keeps from learning, delays or holds together. */
  #affected(site: Site): string[] {
    const alone = this.#with(this.sites.filter((other) => other !== site)).prediction;
    const best = this.#with(this.sites).prediction;
    return best.layers
      .filter((healthy, index) => {
        const now = alone.layers[index];
        if (healthy.id === site.layer || healthy.firstGradientStep === null) return false;
        return (
          now.firstGradientStep === null ||
          now.firstGradientStep > healthy.firstGradientStep ||
          now.effectiveWidth < healthy.effectiveWidth
        );
      })
      .map((layer) => layer.id);
  }

  #with(repairs: readonly Site[]): Analysed {
    if (repairs.length === 0) return this.asIs;
    const key = repairs
      .map((site) => site.key)
      .sort()
      .join(' ');
    const known = this.#versions.get(key);
    if (known !== undefined) return known;
    const sites = new Map<string, string[]>();
    for (const { layer, parameter } of repairs) sites.set(layer, [...(sites.get(layer) ?? []), parameter]);
    const version = analysed(withStarts(this.#spec, sites), this.#atZero);
    this.#versions.set(key, version);
    return version;
  }

  #fate({ prediction }: { prediction: Prediction }, site: Site): Fate {
    const layer = prediction.layers[this.#layerIndex(site)];
    return {
      width: layer.effectiveWidth,
      units: layer.units,
      first: (layer.firstSteps as Readonly<Partial<Record<string, number | null>>>)[site.parameter] ?? null,
    };
  }

  #layerIndex(site: Site): number {
    return this.#index.get(site.layer) ?? 0;
  }

  #layer(site: Site): LayerSpec {
    return this.#spec.layers[this.#layerIndex(site)];
  }

  #distance(a: Site, b: Site): number {
    return Math.abs(this.#layerIndex(a) - this.#layerIndex(b));
  }
}
