// The same network with some of the starts in question random: what would be without them. Worked out when asked for, once each.
import type { InitializerSpec, LayerSpec } from '../engine/spec.ts';
import { type Plan, planOf } from './plan.ts';
import { Analysed } from './predict.ts';
import { type FittingStart, fittingStart } from './repair.ts';
import type { AtZero } from './schedule/activation.ts';
import type { Evidence } from './verdict.ts';

/** A start in question. */
export interface Site {
  /** "layer.parameter". */
  readonly key: string;
  readonly layer: string;
  readonly parameter: string;
}

export class Versions {
  readonly plan: Plan;
  readonly sites: readonly Site[];
  readonly asIs: Analysed;
  readonly #atZero: AtZero | undefined;
  readonly #index: ReadonlyMap<string, number>;
  readonly #known = new Map<string, Analysed>();
  readonly #fitting = new Map<Site, FittingStart>();
  #repaired: Analysed | undefined;

  constructor({ spec }: Evidence, sites: readonly Site[], atZero: AtZero | undefined) {
    this.plan = planOf(spec);
    this.sites = sites;
    this.#atZero = atZero;
    this.#index = new Map(this.plan.nodes.map(({ layer, index }) => [layer.id, index]));
    this.asIs = new Analysed(this.plan, atZero);
  }

  /** Place of a layer among the nodes. */
  at(layer: string): number {
    return this.#index.get(layer) ?? 0;
  }

  start({ layer, parameter }: Site): InitializerSpec {
    return (this.layer(layer) as unknown as Record<string, InitializerSpec>)[parameter];
  }

  layer(id: string): LayerSpec {
    return this.plan.nodes[this.at(id)].layer;
  }

  /** With all starts in question random. */
  repaired(): Analysed {
    this.#repaired ??= this.sites.length === 0 ? this.asIs : this.#version(this.sites);
    return this.#repaired;
  }

  with(repairs: readonly Site[]): Analysed {
    if (repairs.length === 0) return this.asIs;
    if (repairs.length === this.sites.length) return this.repaired();
    const key = repairs
      .map((site) => site.key)
      .sort()
      .join(' ');
    const known = this.#known.get(key) ?? this.#version(repairs);
    this.#known.set(key, known);
    return known;
  }

  without(site: Site): readonly Site[] {
    return this.sites.filter((other) => other !== site);
  }

  /** The start that fits a site. */
  fitting(site: Site): FittingStart {
    const known = this.#fitting.get(site);
    if (known !== undefined) return known;
    const readers = (id: string): readonly LayerSpec[] =>
      this.plan.readers[this.plan.nodes[this.at(id)].tensor].map(({ node }) => node.layer);
    const found = fittingStart(this.layer(site.layer), site.parameter, readers);
    this.#fitting.set(site, found);
    return found;
  }

  #version(repairs: readonly Site[]): Analysed {
    const changes = new Map<string, Record<string, InitializerSpec>>();
    for (const site of repairs) {
      const ofLayer = changes.get(site.layer);
      if (ofLayer === undefined) changes.set(site.layer, { [site.parameter]: this.fitting(site) });
      else ofLayer[site.parameter] = this.fitting(site);
    }
    return new Analysed(this.plan, this.#atZero, changes);
  }
}
