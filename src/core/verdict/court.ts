// Judges the constant starts of one concrete network: what each does here, and what would be without it.
import type { Derivation } from './derivation.ts';
import { explainZero, type Explanation, readingKernels } from './explain.ts';
import { gateName, startOf } from './parameters.ts';
import type { Node, Plan } from './plan.ts';
import type { Analysed } from './predict.ts';
import { type Excuse, excuseOf, type Place, placesOf } from './reasons.ts';
import type { AtZero } from './schedule/activation.ts';
import { constantOf } from './start.ts';
import { twinsOf } from './twins.ts';
import type { Evidence, FaintestGradient, HarmlessReason, Remedy, Verdict } from './verdict.ts';
import { type Site, Versions } from './versions.ts';

/** What a constant start can do, worst first. */
type Fault = 'dead' | 'symmetric' | 'blocked' | 'low-rank';

/** Each site costs a few predictions: where sites times layers are more than this, only the whole network is looked at. */
const mostWork = 2048;

export class Court {
  readonly versions: Versions;
  readonly #evidence: Evidence;
  readonly #byKey: ReadonlyMap<string, Site>;
  readonly #places: readonly Place[];
  readonly #affected = new Map<Site, readonly string[]>();
  readonly #zeros = new Map<Site, Explanation>();
  /** Whether sites are few enough to be looked at one by one. */
  readonly #detailed: boolean;
  #everything: Remedy['changes'] | undefined;

  constructor(evidence: Evidence, sites: readonly Site[], atZero: AtZero | undefined) {
    this.versions = new Versions(evidence, sites, atZero);
    this.#evidence = evidence;
    this.#byKey = new Map(sites.map((site) => [site.key, site]));
    this.#places = placesOf(this.versions.plan);
    this.#detailed = sites.length * this.versions.plan.nodes.length <= mostWork;
  }

  /** Of a start by its key: in question or random. */
  verdict(layer: string, parameter: string): Verdict {
    const { asIs } = this.versions;
    const site = this.#byKey.get(`${layer}.${parameter}`);
    if (site === undefined) return this.harmless(layer, parameter, 'healthy');
    const excuse = excuseOf(asIs, this.#places, this.versions.at(layer));
    const fault = this.#fault(asIs, site, excuse);
    if (fault === undefined) return this.harmless(layer, parameter, excuse.because, excuse.derivation);
    const remedy = this.#remedy(site, fault);
    return {
      kind: fault,
      ...this.#fate(asIs, site),
      because: this.#because(site, fault, remedy),
      affected: this.#affectedBy(site),
      faintest: this.#faintest(site),
      derivation: this.#derivation(site, fault),
      remedy,
      evidence: this.#evidence,
    };
  }

  harmless(
    layer: string,
    parameter: string,
    because: HarmlessReason,
    derivation: readonly Derivation[] = [],
  ): Verdict {
    const fate = this.#fate(this.versions.asIs, { layer, parameter });
    return { kind: 'harmless', because, ...fate, derivation };
  }

  /** What the start does to its own layer in one version of the network and would not do, were all starts in question random. */
  #fault(version: Analysed, site: Site, excuse: Excuse): Fault | undefined {
    const index = this.versions.at(site.layer);
    const best = this.versions.repaired();
    const wait = waitOf(version, best, index, site.parameter);
    if (wait === Number.POSITIVE_INFINITY) return 'dead';
    if (site.parameter === 'gamma') return undefined;
    if (version.grouping(index).width < best.grouping(index).width) return 'symmetric';
    if (excuse.full) return undefined;
    const waits = this.#affectedBy(site).map((id) => (version.kernelFirst(this.versions.at(id)) ?? 1) - 1);
    if (Math.max(wait, ...waits) > 1) return 'blocked';
    return this.#startsAtRankOne(site) ? 'low-rank' : undefined;
  }

  #startsAtRankOne(site: Site): boolean {
    const layer = this.versions.layer(site.layer);
    return (
      gateName(layer) === site.parameter &&
      layer.kind !== 'depthwiseConv2d' &&
      constantOf(this.versions.start(site)) !== undefined
    );
  }

  /** Other sites without whose start this would not hold, nearest first. */
  #because(site: Site, fault: Fault, remedy: Remedy | null): readonly string[] {
    switch (fault) {
      case 'symmetric':
        return this.#outgoing(site).map(({ key }) => key);
      case 'low-rank':
        return [];
      case 'dead':
      case 'blocked': {
        const holders = this.#holders(site);
        if (!this.#detailed) return holders.map(({ key }) => key);
        const others = remedy?.changes.map(({ key }) => key).filter((key) => key !== site.key) ?? [];
        const near = holders.map(({ key }) => key).filter((key) => others.includes(key));
        if (others.length > 0) return [...near, ...others.filter((key) => !near.includes(key))];
        return holders.filter((holder) => this.#releases(holder, site)).map(({ key }) => key);
      }
    }
  }

  /** Whether the one start being random would let the other learn at once. */
  #releases(holder: Site, site: Site): boolean {
    const index = this.versions.at(site.layer);
    const version = this.versions.with([holder]);
    return waitOf(version, this.versions.repaired(), index, site.parameter) <= 1;
  }

  /** Sites in the kernels that read this layer: random there, and its units would differ. */
  #outgoing(site: Site): readonly Site[] {
    const { plan } = this.versions;
    return readingKernels(plan, this.versions.at(site.layer)).flatMap((index) => {
      const { layer, kernel } = plan.nodes[index];
      return this.#byKey.get(`${layer.id}.${kernel ?? ''}`) ?? [];
    });
  }

  /** Other sites whose zeros keep this one's gradient at zero, nearest first. */
  #holders(site: Site): readonly Site[] {
    const found = new Set<Site>();
    for (const { layer, parameter } of this.#zeroGradient(site).chain) {
      const holder = parameter === undefined ? undefined : this.#byKey.get(`${layer}.${parameter}`);
      if (holder !== undefined && holder !== site) found.add(holder);
    }
    return [...found];
  }

  /** At the step that shows best why: the first, or where there is never a gradient, the last that changes anything. */
  #zeroGradient(site: Site): Explanation {
    const known = this.#zeros.get(site);
    if (known !== undefined) return known;
    const { asIs } = this.versions;
    const index = this.versions.at(site.layer);
    const step = asIs.first(index, site.parameter) === null ? asIs.schedule.settled : 1;
    const found = explainZero(asIs.schedule, index, site.parameter, step);
    this.#zeros.set(site, found);
    return found;
  }

  #derivation(site: Site, fault: Fault): readonly Derivation[] {
    const { plan, asIs } = this.versions;
    const index = this.versions.at(site.layer);
    const found: Derivation[] = [];
    if (fault === 'symmetric') {
      const { changes } = asIs.schedule;
      const twins = twinsOf(plan, changes, index, asIs.grouping(index).groups);
      if (twins !== null) found.push(twins);
    }
    if (fault === 'low-rank') {
      const value = constantOf(this.versions.start(site)) ?? 0;
      const updateRank = value === 0 ? this.#updateRank(index) : null;
      found.push({ kind: 'one-feature', layer: site.layer, value, updateRank });
    }
    const own = this.#zeroGradient(site);
    if (own.chain.length > 0) found.push(own);
    else if (fault === 'blocked') {
      const slowest = this.#faintest(site)?.layer;
      const node = slowest === undefined ? undefined : plan.nodes[this.versions.at(slowest)];
      if (node?.kernel !== undefined) found.push(explainZero(asIs.schedule, node.index, node.kernel, 1));
    }
    return found;
  }

  /** What comes back passes one kernel after the other, the same for every sample, so its rank is at most their least width. */
  #updateRank(index: number): number | null {
    const { nodes, outputs, readers, shapes } = this.versions.plan;
    let width = Number.POSITIVE_INFINITY;
    for (let at: Node = nodes[index]; ; at = readers[at.tensor][0].node) {
      if (at.kernel === undefined && at.layer.kind !== 'activation') return null;
      if (shapes[at.tensor].length !== 1) return null;
      width = Math.min(width, shapes[at.tensor][0]);
      if (outputs.has(at.tensor)) return readers[at.tensor].length === 0 ? width : null;
      if (readers[at.tensor].length !== 1) return null;
    }
  }

  /** Of the kernels that this start concerns, the one whose first gradient comes late and is smallest. */
  #faintest(site: Site): FaintestGradient | null {
    let faintest: FaintestGradient | null = null;
    for (const layer of [site.layer, ...this.#affectedBy(site)]) {
      const index = this.versions.at(layer);
      const { kernel } = this.versions.plan.nodes[index];
      const gradient = kernel === undefined ? null : this.versions.asIs.firstGradient(index, kernel);
      if (gradient === null || gradient.step === 1) continue;
      if (faintest === null || gradient.decades < faintest.decades) faintest = { ...gradient, layer };
    }
    return faintest;
  }

  /** The fewest changes after which the start does no harm: itself, itself with others, or others alone. */
  #remedy(site: Site, fault: Fault): Remedy | null {
    if (!this.#detailed) {
      if (fault === 'dead' || fault === 'blocked')
        return this.#proved(site, this.versions.sites, this.versions.repaired());
      // A random kernel has different columns: its units are distinct, whatever stands around them.
      const fate = this.#fate(this.versions.asIs, site);
      return {
        changes: this.#changes([site]),
        then: { ...fate, effectiveWidth: fate.units, because: 'healthy' },
      };
    }
    const alone = this.#waitsTooLong(site, [site]) ? null : this.#proved(site, [site]);
    if (alone !== null) return alone;
    const others = this.versions.without(site);
    const hidden = (sites: readonly Site[]): readonly Site[] =>
      sites.filter(({ layer }) => this.#places[this.versions.at(layer)].above);
    const holders = this.#holders(site);
    for (const sites of [hidden(holders), holders, hidden(others), others]) {
      if (sites.length === 0 || this.#waitsTooLong(site, [site, ...sites])) continue;
      const together = this.#proved(site, [site, ...sites]);
      if (together !== null) return this.#proved(site, sites) ?? together;
    }
    return null;
  }

  /**
   * Whether these changes are too few, at a glance: each kernel of zeros above lets the first gradient through one step later.
   * That is so on every way to the outputs, whatever the rest starts from.
   */
  #waitsTooLong(site: Site, changed: readonly Site[]): boolean {
    const { plan } = this.versions;
    const index = this.versions.at(site.layer);
    const best = this.versions.repaired().first(index, site.parameter);
    return (
      best !== null &&
      zerosAbove(plan, index, (layer) => changed.some((other) => other.layer === layer)) > best
    );
  }

  /** The remedy, where the rules say that it is one. */
  #proved(site: Site, changed: readonly Site[], version = this.versions.with(changed)): Remedy | null {
    const index = this.versions.at(site.layer);
    let because: HarmlessReason = 'healthy';
    if (changed.includes(site)) {
      const best = this.versions.repaired();
      if (waitOf(version, best, index, site.parameter) > 1) return null;
      if (version.grouping(index).width < best.grouping(index).width) return null;
    } else {
      const excuse = excuseOf(version, this.#places, index);
      if (this.#fault(version, site, excuse) !== undefined) return null;
      ({ because } = excuse);
    }
    return { changes: this.#changes(changed), then: { ...this.#fate(version, site), because } };
  }

  #changes(sites: readonly Site[]): Remedy['changes'] {
    if (sites === this.versions.sites) return (this.#everything ??= this.#changesOf(sites));
    return this.#changesOf(sites);
  }

  #changesOf(sites: readonly Site[]): Remedy['changes'] {
    return sites.map((site) => ({ key: site.key, start: this.versions.fitting(site) }));
  }

  /** Other layers that these zeros alone, all other starts in question being random, keep from learning or delay. */
  #affectedBy(site: Site): readonly string[] {
    const known = this.#affected.get(site);
    if (known !== undefined) return known;
    const found = this.#detailed && constantOf(this.versions.start(site)) === 0 ? this.#delayedBy(site) : [];
    this.#affected.set(site, found);
    return found;
  }

  #delayedBy(site: Site): readonly string[] {
    const alone = this.versions.with(this.versions.without(site));
    const best = this.versions.repaired();
    return this.versions.plan.nodes
      .filter(({ index, layer, kernel }) => {
        if (layer.id === site.layer || kernel === undefined) return false;
        return waitOf(alone, best, index, kernel) > 0;
      })
      .map(({ layer }) => layer.id);
  }

  #fate(version: Analysed, { layer, parameter }: Pick<Site, 'layer' | 'parameter'>) {
    const index = this.versions.at(layer);
    const { units, width } = version.grouping(index);
    return { units, effectiveWidth: width, firstGradientStep: version.first(index, parameter) };
  }
}

/** Kernels of zeros on that way from the layer at `index` to an output which has fewest of them; `isChanged`: not counted. */
function zerosAbove(
  { nodes, readers, outputs }: Plan,
  index: number,
  isChanged: (layer: string) => boolean,
): number {
  const above = new Map<number, number>();
  for (let at = nodes.length - 1; at >= index; at--) {
    const { tensor } = nodes[at];
    let fewest = outputs.has(tensor) ? 0 : Number.POSITIVE_INFINITY;
    for (const { node } of readers[tensor]) {
      const { layer } = node;
      const name = gateName(layer);
      const stops = name !== undefined && constantOf(startOf(layer, name)) === 0 && !isChanged(layer.id);
      fewest = Math.min(fewest, (above.get(node.tensor) ?? 0) + (stops ? 1 : 0));
    }
    above.set(tensor, fewest);
  }
  return above.get(nodes[index].tensor) ?? 0;
}

/** Steps that a parameter waits longer than in the best version; infinite where it learns in that one only. */
function waitOf(version: Analysed, best: Analysed, index: number, parameter: string): number {
  const first = version.first(index, parameter);
  const then = best.first(index, parameter);
  if (then === null) return 0;
  return first === null ? Number.POSITIVE_INFINITY : Math.max(0, first - then);
}
