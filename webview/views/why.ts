// Why: the derivation for the selected layer at the shown step, in words and as formulas. Facts from core/verdict.
import { derivationWords, linkWords } from '../../src/core/report/derivation-words.ts';
import { type Explanation, explainZero } from '../../src/core/verdict/explain.ts';
import type { Schedule } from '../../src/core/verdict/schedule/schedule.ts';
import { type Twins, twinsOf } from '../../src/core/verdict/twins.ts';
import type { LayerPrediction } from '../../src/core/verdict/verdict.ts';
import { h, type VNode } from '../dom.ts';
import { text } from '../text.ts';

const indexOf = ({ plan }: Schedule, layer: string): number =>
  plan.nodes.findIndex((node) => node.layer.id === layer);

/** Why the layer's main parameter has no gradient at the step; null where it has one, or has no parameter. */
function explanationOf(schedule: Schedule, layer: string, step: number): Explanation | null {
  const index = indexOf(schedule, layer);
  const parameter = schedule.plan.nodes.at(index)?.parameters.at(0);
  if (index < 0 || parameter === undefined) return null;
  const found = explainZero(schedule, index, parameter, Math.max(1, step));
  return found.chain.length === 0 ? null : found;
}

/** The nearest zero factor above a layer, in two words; null where the rules see none. */
export function stopReason(schedule: Schedule, layer: string, step: number): string | null {
  const link = explanationOf(schedule, layer, step)?.chain.find((entry) => entry.way === 'down');
  switch (link?.factor) {
    case 'kernel':
      return 'W = 0';
    case 'slope':
      return 'g′ = 0';
    case 'product':
      return 'a = 0';
    case 'cancels':
      return 'Σ = 0';
    case 'loss':
    case undefined:
      return null;
  }
}

export interface WhyView {
  readonly schedule: Schedule;
  readonly layer: string;
  readonly predicted: LayerPrediction;
  readonly step: number;
  readonly effectiveWidth: number;
  /** Further sentences about the layer. */
  readonly notes: readonly string[];
}

export function why(view: WhyView): VNode {
  const { schedule, layer, predicted, effectiveWidth } = view;
  const { plan, changes } = schedule;
  const explanation = explanationOf(schedule, layer, view.step);
  const collapsed = effectiveWidth < predicted.units && !plan.spec.outputs.includes(layer);
  const twins = collapsed ? twinsOf(plan, changes, indexOf(schedule, layer), predicted.groups) : null;
  return h(
    'div',
    { class: 'why' },
    explanation === null
      ? h(
          'p',
          {},
          predicted.firstGradientStep === null ? text.why.untrained(layer) : text.why.gradient(layer),
        )
      : zeroGradient(explanation, view.step),
    twins === null ? null : symmetry(twins, predicted.units, effectiveWidth),
    view.notes.length === 0
      ? null
      : h(
          'div',
          { class: 'notes' },
          view.notes.map((note) => h('p', {}, note)),
        ),
  );
}

function zeroGradient({ layer, parameter, chain }: Explanation, step: number): VNode {
  return h(
    'div',
    {},
    h('p', {}, text.why.product(Math.max(1, step), `${layer}.${parameter}`)),
    formula(
      mi('∂J/∂W'),
      mo('='),
      mi('Σ'),
      mi('δ'),
      mi('xᵀ'),
      mo(','),
      mi('δ'),
      mo('='),
      mo('('),
      mi('W'),
      h('mtext', {}, ` ${text.why.next} `),
      mi('ᵀ'),
      mi('δ'),
      h('mtext', {}, ` ${text.why.next}`),
      mo(')'),
      mo('∘'),
      mi('g′(z)'),
    ),
    h(
      'ol',
      {},
      chain.map((link) => h('li', {}, linkWords(link))),
    ),
  );
}

/** The two chains that are equal: w are the weights coming in, v those going out. */
function symmetry(twins: Twins, units: number, width: number): VNode {
  const [up, down] = derivationWords(twins);
  return h(
    'div',
    { class: 'twins' },
    h('p', {}, text.why.copies(units, twins.layer, width)),
    h('p', {}, up),
    equal(['w', 'a']),
    h('p', {}, down),
    equal(['v', 'δ', 'Δw', 'Δv']),
  );
}

/** wᵢ = wⱼ ⇒ aᵢ = aⱼ ⇒ … */
const equal = (names: readonly string[]): VNode =>
  formula(
    ...names.flatMap((name, index) => [
      ...(index === 0 ? [] : [mo('⇒')]),
      sub(name, 'i'),
      mo('='),
      sub(name, 'j'),
    ]),
  );

const formula = (...children: readonly VNode[]): VNode => h('math', { display: 'block' }, children);
const mi = (name: string): VNode => h('mi', {}, name);
const mo = (sign: string): VNode => h('mo', {}, sign);
const sub = (name: string, index: string): VNode => h('msub', {}, mi(name), mi(index));
