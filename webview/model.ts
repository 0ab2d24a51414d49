// What follows from the state without running anything: the networks to train, the verdict on the one as written,
// and the prediction for each. A pure function; the app calls it again when what it depends on has changed.
import { fitToBudget } from '../src/core/engine/budget.ts';
import type { NetworkSpec } from '../src/core/engine/spec.ts';
import type { Network } from '../src/core/network/graph.ts';
import type { Finding } from '../src/core/report/finding.ts';
import { report } from '../src/core/report/report.ts';
import { concretise } from '../src/core/verdict/concretise.ts';
import { judge } from '../src/core/verdict/judge.ts';
import { analysed } from '../src/core/verdict/predict.ts';
import type { Schedule } from '../src/core/verdict/schedule/schedule.ts';
import type { Judgement, Prediction } from '../src/core/verdict/verdict.ts';
import { changedData, changedNetwork } from './changes.ts';
import { presetNetwork, presetOf } from './presets/gallery.ts';
import type { RunRequest } from './simulation-api.ts';
import type { PanelState } from './state.ts';
import { text } from './text.ts';
import { type Variant, variant } from './variants.ts';

export interface ModelVariant extends Variant {
  readonly key: string;
  readonly prediction: Prediction;
  /** What the prediction was read from: it knows why. */
  readonly schedule: Schedule;
}

export interface Model {
  readonly network: Network;
  readonly judgement: Judgement;
  /** With severity other than `off`, worst first. */
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
  /** The one as written first. Empty where something is missing. */
  readonly variants: readonly ModelVariant[];
  /** What keeps the network from being simulated. */
  readonly missing: readonly string[];
  readonly seed: number;
  readonly requests: readonly RunRequest[];
}

/** The network before any change. Null where there is nothing to show. */
export function sourceNetwork({ source }: PanelState): Network | null {
  switch (source.kind) {
    case 'code':
      return source.subject.network;
    case 'preset':
      return presetNetwork(source.id);
    case 'nothing':
      return null;
  }
}

/** Null where there is nothing to show. */
export function model(state: PanelState): Model | null {
  const source = sourceNetwork(state);
  if (source === null) return null;
  const network = changedNetwork(source, state.changes);
  const judgement = judge(network);
  const findings = report(network, judgement).filter((finding) => finding.severity !== 'off');
  const seed = state.changes.seed ?? 1;
  const concrete = concretise(network);
  const common = { network, judgement, findings: [...findings].sort(bySeverity), seed };
  if ('missing' in concrete) {
    return { ...common, assumptions: [], variants: [], missing: concrete.missing, requests: [] };
  }
  const data = state.source.kind === 'preset' ? presetOf(state.source.id)?.data : undefined;
  const wanted = changedData(data === undefined ? concrete.spec : { ...concrete.spec, data }, state.changes);
  const { spec, assumptions: cuts } = fitToBudget(wanted);
  const variants = [
    { id: 'written', title: text.asWritten, spec } satisfies Variant,
    ...state.beside.map((id) => variant(id, spec, judgement, state.own)).filter((entry) => entry !== null),
  ].map((entry): ModelVariant => {
    const whole = keyOf(entry.lumpedFrom?.spec ?? entry.spec, seed);
    const key = entry.lumpedFrom === undefined ? whole : `lumped ${whole}`;
    const { prediction, schedule } = analysed(entry.spec);
    return { ...entry, key, prediction, schedule };
  });
  return {
    ...common,
    assumptions: [...concrete.assumptions, ...cuts],
    variants,
    missing: [],
    requests: unique(variants).map(({ key, spec: its, lumpedFrom }) => ({
      key,
      spec: lumpedFrom?.spec ?? its,
      seed,
      steps: state.steps,
      lumped: lumpedFrom !== undefined,
    })),
  };
}

const severities: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2, off: 3 };
const bySeverity = (a: Finding, b: Finding): number => severities[a.severity] - severities[b.severity];

const keyOf = (spec: NetworkSpec, seed: number): string => `${seed} ${JSON.stringify(spec)}`;

const unique = (variants: readonly ModelVariant[]): readonly ModelVariant[] => [
  ...new Map(variants.map((entry) => [entry.key, entry])).values(),
];

/** The layer that the pictures point at: the selected one, else the one at fault, else the first hidden one. */
export function focusedLayer(state: PanelState, shown: Model): string | null {
  const ids = new Set(shown.network.layers.map((layer) => layer.id));
  if (state.focus !== null && ids.has(state.focus)) return state.focus;
  const faulted = shown.findings.find((finding) => ids.has(finding.layer));
  const hidden = shown.network.layers.find((layer) => layer.parameters.length > 0);
  return faulted?.layer ?? hidden?.id ?? null;
}
