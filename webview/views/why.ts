// Why: the derivation for the selected layer at the shown step, in words and as formulas. Facts from core/verdict.
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { type Explanation, explainZero, type Link } from '../../src/core/verdict/explain.ts';
import { planOf } from '../../src/core/verdict/plan.ts';
import type { LayerPrediction } from '../../src/core/verdict/verdict.ts';
import { scheduleOf } from '../../src/core/verdict/schedule/schedule.ts';
import { h, type VNode } from '../dom.ts';

/** Why the layer's main parameter has no gradient at the step; null where it has one, or has no parameter. */
export function explanationOf(spec: NetworkSpec, layer: string, step: number): Explanation | null {
  const index = spec.layers.findIndex((entry) => entry.id === layer);
  const schedule = scheduleOf(planOf(spec));
  const names = [...(schedule.layers.at(index)?.cell.weights.keys() ?? [])];
  const parameter = names.find((name) => name === 'kernel') ?? names.at(0);
  if (index < 0 || parameter === undefined) return null;
  const found = explainZero(schedule, index, parameter, Math.max(1, step));
  return found.chain.length === 0 ? null : found;
}

/** The nearest zero factor above a layer, in two words; null where the rules see none. */
export function stopReason(spec: NetworkSpec, layer: string, step: number): string | null {
  const link = explanationOf(spec, layer, step)?.chain.find((entry) => entry.way === 'down');
  switch (link?.factor) {
    case 'kernel':
      return 'W = 0';
    case 'slope':
      return 'g′ = 0';
    case 'cancels':
      return 'Σ = 0';
    case 'loss':
    case undefined:
      return null;
  }
}

export interface WhyView {
  readonly spec: NetworkSpec;
  readonly layer: string;
  readonly predicted: LayerPrediction;
  readonly step: number;
  readonly effectiveWidth: number;
}

export function why(view: WhyView): VNode {
  const { layer, predicted, effectiveWidth, spec } = view;
  const explanation = explanationOf(spec, layer, view.step);
  const twins = effectiveWidth < predicted.units && !spec.outputs.includes(layer);
  return h(
    'div',
    { class: 'why' },
    explanation === null
      ? h(
          'p',
          {},
          predicted.firstGradientStep === null
            ? `${layer} is not trained by gradients.`
            : `The kernel of ${layer} has a gradient: what comes back from the loss passes every kernel and every slope above it.`,
        )
      : zeroGradient(explanation),
    twins ? symmetry(layer, predicted.units, effectiveWidth) : null,
  );
}

function zeroGradient({ layer, parameter, step, chain }: Explanation): VNode {
  return h(
    'div',
    {},
    h('p', {}, `At step ${step} the gradient of ${layer}.${parameter} is exactly 0. It is the product`),
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
      h('mtext', {}, ' next '),
      mi('ᵀ'),
      mi('δ'),
      h('mtext', {}, ' next'),
      mo(')'),
      mo('∘'),
      mi('g′(z)'),
    ),
    h(
      'ol',
      {},
      chain.map((link) => h('li', {}, sentence(link, layer))),
    ),
  );
}

function sentence({ layer, factor, parameter, way }: Link, target: string): string {
  switch (factor) {
    case 'kernel':
      return way === 'down'
        ? `${layer}.${parameter ?? 'kernel'} = 0: multiplied with it, whatever comes back from the loss becomes 0.`
        : `${layer}.${parameter ?? 'kernel'} = 0: nothing comes up from the input, so what ${layer === target ? 'it' : layer} puts out does not depend on the input.`;
    case 'slope':
      return `g′(z) = 0 in ${layer}: its activation is flat at what it gets, and a flat place passes no gradient.`;
    case 'cancels':
      return `In ${layer} the terms are not 0, but their sum is exactly 0.`;
    case 'loss':
      return `Nothing comes back from the loss to ${layer}.`;
  }
}

function symmetry(layer: string, units: number, width: number): VNode {
  return h(
    'div',
    {},
    h(
      'p',
      {},
      `The ${units} units of ${layer} are ${width === 1 ? 'copies of one' : `copies of ${width}`}. Two units i and j with equal incoming weights, equal biases and equal outgoing weights compute and receive the same, so their updates are the same too, and they are still equal after it:`,
    ),
    formula(
      sub('w', 'i'),
      mo('='),
      sub('w', 'j'),
      mo('⇒'),
      sub('a', 'i'),
      mo('='),
      sub('a', 'j'),
      mo(','),
      sub('δ', 'i'),
      mo('='),
      sub('δ', 'j'),
      mo('⇒'),
      sub('Δw', 'i'),
      mo('='),
      sub('Δw', 'j'),
    ),
  );
}

const formula = (...children: readonly VNode[]): VNode => h('math', { display: 'block' }, children);
const mi = (name: string): VNode => h('mi', {}, name);
const mo = (sign: string): VNode => h('mo', {}, sign);
const sub = (name: string, index: string): VNode => h('msub', {}, mi(name), mi(index));
