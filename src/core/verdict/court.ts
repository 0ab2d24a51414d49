// Judges the constant starts of one concrete network: what each does here, and what would be without it. The network is
// predicted as it is, with all these starts random, and, where few are in question, with one or several of them random.
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../engine/spec.ts';
import { kernelName } from './parameters.ts';
import { explainZero, readingKernels } from './explain.ts';
import { type Analysed, analysed } from './predict.ts';
import { harmlessBecause, type Place, placesOf } from './reasons.ts';
import { activationOf, suggestedStart, withStarts } from './repair.ts';
import type { AtZero } from './schedule/activation.ts';
import type { Evidence, HarmlessReason, Prediction, Verdict } from './verdict.ts';
import { constantOf } from './start.ts';

/** What a constant start can do, worst first. */
type Fault = 'dead' | 'symmetric' | 'blocked' | 'low-rank';

/** Counterfactuals cost one prediction each: beyond this many sites only those of the whole network are computed. */
const mostSites = 16;

/** A start in question. */
export interface Site {
  /** "layer.parameter". */
  readonly key: string;
  readonly layer: string;
  readonly parameter: string;
}

/** How a site's layer fares in one version of the network. */
interface Fate {
  readonly width: number;
  readonly units: number;
  /** First step at which the site's parameter has a gradient; null for never. */
  readonly first: number | null;
}

export class Court {
  readonly asIs: Analysed;
  readonly #evidence: Evidence;
  readonly #sites: readonly Site[];
  readonly #byKey: ReadonlyMap<string, Site>;
  readonly #spec: NetworkSpec;
  readonly #atZero: AtZero | undefined;
  readonly #versions = new Map<string, Analysed>();
  readonly #index: ReadonlyMap<string, number>;
  readonly #places: readonly Place[];
  #allRepaired: Analysed | undefined;

  constructor(evidence: Evidence, sites: readonly Site[], atZero: AtZero | undefined) {
    this.#evidence = evidence;
    this.#sites = sites;
    this.#byKey = new Map(sites.map((site) => [site.key, site]));
    this.#spec = evidence.spec;
    this.#atZero = atZero;
    this.#index = new Map(this.#spec.layers.map((layer, index) => [layer.id, index]));
    this.asIs = analysed(this.#spec, atZero);
    this.#places = placesOf(this.asIs.schedule.plan);
  }

  /** Of a start by its key: in question or random. */
  verdict(layer: string, parameter: string): Verdict {
    const site = this.#byKey.get(`${layer}.${parameter}`);
    if (site === undefined) return this.harmless(layer, parameter, 'healthy');
    const reason = harmlessBecause(
      this.asIs.schedule,
      this.asIs.prediction,
      this.#places[this.#at(site)],
      this.#at(site),
    );
    const fault = this.#fault(site, reason);
    if (fault === undefined) return this.harmless(layer, parameter, reason);
    return this.#sentence(site, fault);
  }

  harmless(layer: string, parameter: string, because: HarmlessReason): Verdict {
    const fate = this.#fate(this.asIs, { layer, parameter });
    return {
      kind: 'harmless',
      because,
      units: fate.units,
      effectiveWidth: fate.width,
      firstGradientStep: fate.first,
    };
  }

  #sentence(site: Site, fault: Fault): Verdict {
    const { units, width, first } = this.#fate(this.asIs, site);
    const common = {
      units,
      effectiveWidth: width,
      firstGradientStep: first,
      affected: this.#affected(site),
      evidence: this.#evidence,
    };
    const activation = activationOf(this.#layer(site), (id) => this.#readers(id));
    const repair = suggestedStart(activation);
    switch (fault) {
      case 'symmetric':
        return { kind: fault, ...common, because: this.#outgoing(site), repair };
      case 'low-rank':
        return { kind: fault, ...common, because: [], repair };
      case 'dead':
      case 'blocked': {
        const holders = this.#holders(site);
        const detailed = this.#sites.length <= mostSites;
        const alone = detailed ? this.#lifts(site, fault, [site]) : holders.length === 0;
        if (alone) return { kind: fault, ...common, because: holders.map(({ key }) => key), repair };
        const needed = this.#needed(site, fault, holders);
        // A hidden layer's constant would still be a slow start.
        const mayStay = !this.#places[this.#at(site)].above || units === 1;
        const enough = detailed && mayStay && needed.length > 0 && this.#lifts(site, fault, needed);
        const because = needed.map(({ key }) => key);
        return { kind: fault, ...common, because, repair: null, ...(enough ? { enough: because } : {}) };
      }
    }
  }

  /** What the start does to its own layer and would not do, were all starts in question random. */
  #fault(site: Site, reason: HarmlessReason): Fault | undefined {
    const now = this.#fate(this.asIs, site);
    const best = this.#fate(this.#repaired(), site);
    if (now.first === null && best.first !== null) return 'dead';
    if (site.parameter === 'gamma') return undefined;
    if (now.width < best.width) return 'symmetric';
    if (reason === 'convex' || reason === 'output-only' || reason === 'single-unit') return undefined;
    if (reason === 'residual' || reason === 'adapter') return undefined;
    if (this.#delay(site, now, best) > 1) return 'blocked';
    return this.#startsAtRankOne(site, now) ? 'low-rank' : undefined;
  }

  /** Steps that this layer, or a layer that it holds back, waits because of constant starts. */
  #delay(site: Site, now: Fate, best: Fate): number {
    const own = now.first === null || best.first === null ? 0 : now.first - best.first;
    const below = this.#affected(site).map(
      (id) => (this.asIs.prediction.layers[this.#index.get(id) ?? 0].firstGradientStep ?? 1) - 1,
    );
    return Math.max(own, 0, ...below);
  }

  #startsAtRankOne(site: Site, now: Fate): boolean {
    const layer = this.#layer(site);
    return (
      kernelName(layer) === site.parameter &&
      layer.kind !== 'depthwiseConv2d' &&
      now.units > 1 &&
      constantOf(this.#start(site)) !== undefined
    );
  }

  /** Sites in the kernels that read this layer: random there, and its units would differ. */
  #outgoing(site: Site): string[] {
    const { plan } = this.asIs.schedule;
    return readingKernels(plan, this.#at(site)).flatMap((index) => {
      const { layer } = plan.nodes[index];
      const site = this.#byKey.get(`${layer.id}.${kernelName(layer) ?? ''}`);
      return site === undefined ? [] : [site.key];
    });
  }

  /** Other sites whose zeros keep this one's gradient at zero, nearest first. */
  #holders(site: Site): Site[] {
    const first = this.#fate(this.asIs, site).first ?? Number.POSITIVE_INFINITY;
    const { chain } = explainZero(
      this.asIs.schedule,
      this.#at(site),
      site.parameter,
      Number.isFinite(first) ? 1 : this.asIs.schedule.settled,
    );
    const keys = new Set(
      chain.flatMap(({ layer, parameter }) => (parameter === undefined ? [] : [`${layer}.${parameter}`])),
    );
    keys.delete(site.key);
    return [...keys].flatMap((key) => this.#byKey.get(key) ?? []);
  }

  /** The fewest other sites that must change too, of those tried: the holders, or all; with output layers only where it takes them. */
  #needed(site: Site, fault: 'dead' | 'blocked', holders: readonly Site[]): readonly Site[] {
    const all = this.#sites.filter((other) => other !== site);
    const hidden = (sites: readonly Site[]): readonly Site[] =>
      sites.filter((other) => this.#places[this.#at(other)].above);
    const tried = [hidden(holders), holders, hidden(all)].filter((sites) => sites.length > 0);
    return tried.find((sites) => this.#lifts(site, fault, [site, ...sites])) ?? all;
  }

  /** Whether the fault is gone when these sites are random. */
  #lifts(site: Site, fault: 'dead' | 'blocked', repairs: readonly Site[]): boolean {
    const then = this.#fate(this.#with(repairs), site);
    const best = this.#fate(this.#repaired(), site);
    if (then.first === null) return best.first === null;
    if (fault === 'dead' || best.first === null)
      return then.width >= best.width || this.#layer(site).kind === 'depthwiseConv2d';
    return then.first - best.first <= 1;
  }

  /** Other layers that these zeros alone, all other starts in question being random, keep from learning or delay. */
  #affected(site: Site): string[] {
    if (this.#sites.length > mostSites || constantOf(this.#start(site)) !== 0) return [];
    const alone = this.#with(this.#sites.filter((other) => other !== site)).prediction;
    return this.#repaired()
      .prediction.layers.filter(({ id, firstGradientStep: best }, index) => {
        if (id === site.layer || best === null) return false;
        const now = alone.layers[index].firstGradientStep;
        return now === null || now > best;
      })
      .map((layer) => layer.id);
  }

  #repaired(): Analysed {
    this.#allRepaired ??= this.#version(this.#sites);
    return this.#allRepaired;
  }

  #with(repairs: readonly Site[]): Analysed {
    if (repairs.length === 0) return this.asIs;
    if (repairs.length === this.#sites.length) return this.#repaired();
    const key = repairs
      .map((site) => site.key)
      .sort()
      .join(' ');
    const known = this.#versions.get(key) ?? this.#version(repairs);
    this.#versions.set(key, known);
    return known;
  }

  #version(repairs: readonly Site[]): Analysed {
    if (repairs.length === 0) return this.asIs;
    const sites = new Map<string, string[]>();
    for (const { layer, parameter } of repairs) sites.set(layer, [...(sites.get(layer) ?? []), parameter]);
    return analysed(withStarts(this.#spec, sites), this.#atZero);
  }

  #fate({ prediction }: { prediction: Prediction }, site: Pick<Site, 'layer' | 'parameter'>): Fate {
    const layer = prediction.layers[this.#at(site)];
    const steps: Readonly<Partial<Record<string, number | null>>> = layer.firstSteps;
    return { width: layer.effectiveWidth, units: layer.units, first: steps[site.parameter] ?? null };
  }

  #start(site: Site): InitializerSpec {
    return (this.#layer(site) as unknown as Record<string, InitializerSpec>)[site.parameter];
  }

  #at({ layer }: Pick<Site, 'layer'>): number {
    return this.#index.get(layer) ?? 0;
  }

  #layer(site: Site): LayerSpec {
    return this.#spec.layers[this.#at(site)];
  }

  #readers(id: string): readonly LayerSpec[] {
    const { plan } = this.asIs.schedule;
    return plan.readers[plan.nodes[this.#index.get(id) ?? 0].tensor].map(({ node }) => node.layer);
  }
}
