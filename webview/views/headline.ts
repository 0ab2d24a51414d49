// The top of the panel: what network this is, and in one sentence what will become of it.
import type { Finding } from '../../src/core/report/finding.ts';
import { button } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import type { Model } from '../model.ts';
import type { PanelState } from '../state.ts';
import { text } from '../text.ts';

export interface HeadlineActions {
  readonly onReveal: (layer: string) => void;
  readonly onFocus: (layer: string) => void;
  /** Writes a suggestion into the code. */
  readonly onApply: (finding: Finding, suggestion: number) => void;
}

export function headline(
  state: PanelState,
  model: Model,
  focus: string | null,
  actions: HeadlineActions,
): VNode {
  const finding = model.findings.find((entry) => entry.layer === focus) ?? model.findings.at(0);
  const [first, rest] = finding === undefined ? healthy(model) : split(finding.message);
  const tone = finding === undefined ? (model.missing.length > 0 ? 'unknown' : 'fine') : finding.severity;
  const inGallery = state.source.kind === 'preset';
  return h(
    'header',
    { class: inGallery ? 'headline small' : 'headline' },
    inGallery ? null : h('p', { class: 'origin' }, origin(state, model)),
    h(
      inGallery ? 'h2' : 'h1',
      { class: `verdict ${tone}` },
      h(
        'span',
        { class: 'sign', 'aria-hidden': 'true' },
        tone === 'fine' ? '✓' : tone === 'unknown' ? '?' : '!',
      ),
      h('span', {}, first),
    ),
    rest === '' ? null : h('p', { class: 'reason' }, rest),
    model.missing.length === 0
      ? null
      : h(
          'ul',
          { class: 'missing' },
          model.missing.map((what) => h('li', {}, what)),
        ),
    h('div', { class: 'offers' }, offers(state, finding, actions), others(model, finding, actions)),
    assumptions(model),
  );
}

const origin = (state: PanelState, model: Model): string =>
  state.source.kind === 'code' ? `${state.source.subject.fileName} › ${model.network.id}` : model.network.id;

const healthy = (model: Model): readonly [string, string] =>
  model.missing.length > 0 ? [text.undecided, ''] : [text.healthy, text.healthyDetail];

/** The first sentence, and the rest. A full stop inside a number or a name ends nothing. */
export function split(message: string): readonly [string, string] {
  const end = /[.:!?] (?=[A-Z“'`0-9])/.exec(message);
  return end === null ? [message, ''] : [message.slice(0, end.index + 1), message.slice(end.index + 2)];
}

function offers(
  state: PanelState,
  finding: Finding | undefined,
  actions: HeadlineActions,
): readonly (VNode | null)[] {
  if (finding === undefined || state.source.kind !== 'code') return [];
  const line = Object.entries(state.source.subject.lines).find(([id]) => id === finding.layer)?.[1];
  // Edits are for the text that was analysed: with changes of one's own, the finding is about another network.
  const fromCode = state.source.subject.findings.find((entry) => sameSite(entry, finding));
  return [
    ...(fromCode?.suggestions.slice(0, 1) ?? []).map((suggestion, i) =>
      button({
        label: text.inTheCode(suggestion.title),
        look: 'primary',
        disabled: state.lost !== null,
        onClick: () => actions.onApply(fromCode ?? finding, i),
      }),
    ),
    line === undefined
      ? null
      : button({ label: text.goTo(line), onClick: () => actions.onReveal(finding.layer) }),
  ];
}

/** One expression may start several layers: the editor's finding names the first of them. */
const sameSite = (a: Finding, b: Finding): boolean =>
  a.parameter === b.parameter && a.at.start === b.at.start && a.at.file === b.at.file;

function others(model: Model, shown: Finding | undefined, actions: HeadlineActions): VNode | null {
  const layers = [...new Set(model.findings.filter((entry) => entry !== shown).map((entry) => entry.layer))];
  const rest = layers.filter((layer) => layer !== shown?.layer);
  if (rest.length === 0) return null;
  return h(
    'span',
    { class: 'others' },
    `${text.also} `,
    rest
      .slice(0, 6)
      .map((layer) =>
        h('button', { type: 'button', class: 'link', onclick: () => actions.onFocus(layer) }, layer),
      ),
  );
}

function assumptions(model: Model): VNode | null {
  if (model.assumptions.length === 0) return null;
  return h(
    'details',
    { class: 'assumptions' },
    h('summary', {}, text.assumptions(model.assumptions.length)),
    h(
      'ul',
      {},
      model.assumptions.map((what) => h('li', {}, what)),
    ),
  );
}
