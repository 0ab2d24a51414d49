// One network with everything that happens to it, in a column; columns stand side by side on the same time axis.
import { remarksOn } from '../../src/core/report/derivation-words.ts';
import type { Judgement } from '../../src/core/verdict/verdict.ts';
import type { Charts } from '../chart.ts';
import { h, type VNode, withAfterPatch } from '../dom.ts';
import { download, pngOf, svgText } from '../export.ts';
import { short } from '../format.ts';
import type { ModelVariant } from '../model.ts';
import type { RunData } from '../simulation.ts';
import type { Action, PanelState, ViewName } from '../state.ts';
import { text } from '../text.ts';
import type { Trajectories } from '../simulation-api.ts';
import { frontierPicture } from './frontier.ts';
import { learningStep, mainParameter, normsOf, widthAt } from './history.ts';
import { networkPicture } from './network.ts';
import { signalsAt, signalsPicture } from './signals.ts';
import {
  gradientTable,
  lossTable,
  networkTable,
  signalTable,
  table,
  weightTable,
  widthTable,
} from './tables.ts';
import { surfacePicture } from './surface.ts';
import { trajectoriesPicture } from './trajectories.ts';
import { weightsPicture } from './weights.ts';
import { stopReason, why } from './why.ts';
import { hiddenLayers, widthsPicture } from './widths.ts';

export interface Column {
  readonly variant: ModelVariant;
  readonly run: RunData;
}

export interface ComparisonView {
  readonly state: PanelState;
  readonly columns: readonly Column[];
  /** Of the network as written. */
  readonly judgement: Judgement;
  readonly focus: string | null;
  /** Of one column, in pixels. */
  readonly width: number;
  readonly theme: string;
  readonly charts: Charts;
  readonly dispatch: (action: Action) => void;
  readonly onReveal: (layer: string) => void;
  readonly trajectories: (key: string, layer: string) => Trajectories | null;
}

export function comparison(view: ComparisonView): readonly VNode[] {
  return view.columns.map((column, i) => columnView(view, column, i));
}

function columnView(view: ComparisonView, column: Column, index: number): VNode {
  const { state, focus, width, dispatch } = view;
  const { variant, run } = column;
  const scale = { width, steps: state.steps };
  const title = variant.title;
  const onPick = (layer: string, step: number): void => {
    dispatch({ kind: 'focus', layer });
    dispatch({ kind: 'step', step });
  };
  const onSelect = (layer: string): void => {
    dispatch({ kind: 'focus', layer });
    view.onReveal(layer);
  };
  const outputs = variant.spec.outputs;
  const titled = (name: string): string => `${name}, ${title}`;
  return h(
    'section',
    { class: 'variant', key: variant.id, 'aria-label': title, 'data-variant': variant.id },
    h('h2', {}, index === 0 ? h('b', {}, title) : title),
    h('p', { class: 'summary' }, summary(column, focus, state)),
    run.error === null ? null : h('p', { class: 'problem', role: 'alert' }, run.error),
    part(
      view,
      titled(text.network),
      null,
      h(
        'div',
        { class: 'scroller', tabindex: 0, role: 'group', 'aria-label': titled(text.network) },
        networkPicture({
          spec: variant.spec,
          prediction: variant.prediction,
          run,
          step: state.step,
          focus,
          width,
          playing: state.playing,
          ...(variant.lumpedFrom && { standsFor: variant.lumpedFrom.units }),
          reason: (layer) => stopReason(variant.schedule, layer, state.step),
          label: titled(text.network),
          onSelect,
        }),
      ),
      () => networkTable(titled(text.network), run, variant.prediction, state.step),
    ),
    state.views.includes('surface') ? more(view, column, 'surface') : null,
    part(
      view,
      titled(text.gradients),
      text.gradients,
      frontierPicture({
        name: variant.id,
        run,
        prediction: variant.prediction,
        scale,
        step: state.step,
        focus,
        label: titled(text.gradients),
        onPick,
      }),
      () => gradientTable(titled(text.gradients), run, variant.prediction),
    ),
    hiddenLayers(run, outputs).length === 0
      ? null
      : part(
          view,
          titled(text.widths),
          text.widths,
          widthsPicture({
            run,
            outputs,
            scale,
            step: state.step,
            focus,
            label: titled(text.widths),
            onPick,
          }),
          () => widthTable(titled(text.widths), run),
        ),
    part(view, titled(text.loss), text.loss, lossPicture(view, column), () =>
      lossTable(
        titled(text.loss),
        view.columns.map((entry) => ({ title: entry.variant.title, run: entry.run })),
      ),
    ),
    state.views.map((name) => (name === 'surface' ? null : more(view, column, name))),
  );
}

/** All columns stand the picture of one kind on the same line; the style sheet knows the lines. */
const rowOf = (name: string): string =>
  `part-${(name.split(',').at(0) ?? '').toLowerCase().replaceAll(' ', '-')}`;

/** A picture under its name, with its table a click away. */
function part(
  { state, dispatch }: ComparisonView,
  name: string,
  heading: string | null,
  picture: VNode,
  asTable: () => VNode,
): VNode {
  const open = state.tables.includes(name);
  return h(
    'div',
    { class: `part ${rowOf(name)}`, key: name },
    h(
      'div',
      { class: 'part-head' },
      heading === null ? null : h('h3', {}, heading),
      h(
        'button',
        {
          type: 'button',
          class: 'link table-toggle',
          'aria-expanded': String(open),
          'aria-label': text.tableOf(name),
          onclick: () => dispatch({ kind: 'table', name, open: !open }),
        },
        text.table,
      ),
      heading === text.loss ? null : saveLink('SVG', name),
      saveLink('PNG', name),
    ),
    picture,
    open ? asTable() : null,
  );
}

/** Takes the picture of its own part of the page. */
const saveLink = (format: 'SVG' | 'PNG', name: string): VNode =>
  h(
    'button',
    {
      type: 'button',
      class: 'link table-toggle',
      'aria-label': `${format}: ${name}`,
      onclick: (event: Event) => {
        const part = event.currentTarget instanceof Element ? event.currentTarget.closest('.part') : null;
        const picture = part?.querySelector('svg, canvas');
        if (picture == null) return;
        const file = `${name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}.${format.toLowerCase()}`;
        if (format === 'PNG') void pngOf(picture).then((blob) => download(file, blob));
        else if (picture instanceof SVGSVGElement) download(file, svgText(picture), 'image/svg+xml');
      },
    },
    format,
  );

/** The selected layer in one line: how much of it is distinct, and when it learns. */
function summary({ variant, run }: Column, focus: string | null, state: PanelState): readonly VNode[] {
  const predicted = variant.prediction.layers.find((entry) => entry.id === focus);
  if (focus === null || predicted === undefined) return [];
  const layer = run.history?.layers.find((entry) => entry.id === focus);
  const width = layer === undefined ? predicted.effectiveWidth : widthAt(layer, state.step);
  const name = layer === undefined ? null : mainParameter(layer);
  const norms = layer === undefined || name === null ? [] : normsOf(layer, name);
  const first =
    norms.length === 0 ? predicted.firstGradientStep : learningStep(norms, predicted.firstGradientStep);
  const learns =
    first !== null
      ? text.learns(first)
      : predicted.firstGradientStep === null
        ? text.neverLearns
        : text.neverLearned(norms.length);
  const bad = width < predicted.units && !variant.spec.outputs.includes(focus);
  return [
    h('b', {}, focus),
    h('span', { class: bad ? 'width fewer' : 'width' }, text.line(width, predicted.units)),
    h('span', { class: first === null ? 'learns fewer' : 'learns' }, learns),
  ];
}

function lossPicture(view: ComparisonView, column: Column): VNode {
  const own = column.run.history?.loss ?? [];
  const all = view.columns.flatMap((entry) => entry.run.history?.loss ?? []).filter(Number.isFinite);
  const lines = [
    ...view.columns
      .filter((entry) => entry.variant.id !== column.variant.id)
      .map((entry) => ({ key: entry.variant.key, values: entry.run.history?.loss ?? [], own: false })),
    { key: column.variant.key, values: own, own: true },
  ];
  const now = own.at(Math.min(view.state.step, own.length - 1));
  const box = withAfterPatch(h('div', { class: 'chart' }), (element) =>
    view.charts.draw(element, {
      lines,
      steps: view.state.steps,
      step: view.state.step,
      width: view.width,
      range: lossRange(all),
      theme: view.theme,
      onPick: (step) => view.dispatch({ kind: 'step', step }),
    }),
  );
  return h(
    'div',
    { class: 'loss', role: 'img', 'aria-label': `${text.loss}, ${column.variant.title}` },
    box,
    h('span', { class: 'now' }, now === undefined ? '' : short(now)),
  );
}

/** From just under the least to just over the most, so that two curves that lie close can be told apart. */
function lossRange(losses: readonly number[]): readonly [number, number] {
  const most = losses.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = losses.reduce((a, b) => Math.min(a, b), Infinity);
  if (most === -Infinity) return [0, 1];
  const margin = Math.max((most - least) * 0.08, Math.abs(most) * 0.01, 1e-9);
  return [least >= 0 ? Math.max(0, least - margin) : least - margin, most + margin];
}

/** What there is to say of the layer's starts besides zeros and twins. */
const notesOn = ({ parameters }: Judgement, layer: string): readonly string[] => [
  ...new Set(parameters.filter((judged) => judged.layer === layer).flatMap(remarksOn)),
];

/** A further picture of the selected layer. */
function more(view: ComparisonView, { variant, run }: Column, name: ViewName): VNode | null {
  const { state, focus, width } = view;
  const predicted = variant.prediction.layers.find((entry) => entry.id === focus);
  if (focus === null || predicted === undefined) return null;
  const history = run.history?.layers.find((entry) => entry.id === focus);
  const frame = run.frame?.layers.find((entry) => entry.id === focus);
  const effectiveWidth = history === undefined ? predicted.effectiveWidth : widthAt(history, state.step);
  const titled = `${text.views[name]}, ${variant.title}`;
  switch (name) {
    case 'surface': {
      const outcome = run.frame?.outcome ?? null;
      if (outcome === null) return null;
      const { accuracy, surface } = outcome;
      return part(
        view,
        titled,
        text.views.surface,
        h(
          'div',
          { class: 'outcome' },
          surface === null ? h('p', {}, text.noSurface) : surfacePicture(surface, titled),
          accuracy === null ? null : h('p', {}, text.accuracy(accuracy)),
        ),
        () =>
          table(
            titled,
            [text.time.step, text.columns.loss, text.columns.accuracy],
            [
              [
                run.frame?.step ?? 0,
                short(run.history?.loss.at(run.frame?.step ?? 0) ?? NaN),
                accuracy === null ? '' : short(accuracy),
              ],
            ],
          ),
      );
    }
    case 'why':
      return h(
        'div',
        { class: `part ${rowOf(titled)}`, key: titled },
        h('h3', {}, `${text.views.why} (${focus})`),
        why({
          schedule: variant.schedule,
          layer: focus,
          predicted,
          step: state.step,
          effectiveWidth,
          notes: variant.id === 'written' ? notesOn(view.judgement, focus) : [],
        }),
      );
    case 'weights': {
      if (frame === undefined || (frame.kernel.length === 0 && frame.filters === null)) return null;
      const found = view.trajectories(variant.key, focus);
      const label = `${text.weightsOf(focus)}, ${variant.title}`;
      return part(
        view,
        titled,
        text.weightsAt(focus, run.frame?.step ?? 0, frame.shownUnits.length, frame.units),
        h(
          'div',
          {},
          weightsPicture({ frame, width, label }),
          found === null
            ? null
            : trajectoriesPicture(found, { width, steps: state.steps }, state.step, text.paths(focus)),
        ),
        () => weightTable(titled, frame),
      );
    }
    case 'signals':
      return part(
        view,
        titled,
        text.views.signals,
        signalsPicture({ run, step: state.step, focus, width, label: titled }),
        () => signalTable(titled, signalsAt(run, state.step)),
      );
  }
}
