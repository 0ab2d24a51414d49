// The whole panel, from top to bottom: what is wrong, the controls of time, the networks side by side, what can be changed.
import type { Charts } from '../chart.ts';
import { h, type VNode } from '../dom.ts';
import type { Model } from '../model.ts';
import type { Action, PanelState } from '../state.ts';
import type { Trajectories } from '../simulation-api.ts';
import { text } from '../text.ts';
import { type Column, comparison } from './comparison.ts';
import { differences } from './differences.ts';
import { frontierKey } from './frontier.ts';
import { galleryView } from './gallery.ts';
import { headline, type HeadlineActions } from './headline.ts';
import { settings } from './settings.ts';
import { signalsKey } from './signals.ts';
import { take, type TakeActions } from './take.ts';
import { toolbar } from './toolbar.ts';

export interface PageView {
  readonly state: PanelState;
  /** Null where there is nothing to show yet. */
  readonly model: Model | null;
  readonly columns: readonly Column[];
  readonly focus: string | null;
  /** Of the room for pictures, in pixels. */
  readonly width: number;
  readonly theme: string;
  /** Why the simulation can not go on. */
  readonly stopped: string | null;
  readonly charts: Charts;
  readonly dispatch: (action: Action) => void;
  readonly actions: HeadlineActions;
  readonly take: TakeActions;
  /** Whether the pictures come alone: the many controls below them can wait for the next frame. */
  readonly picturesFirst: boolean;
  /** What the last thing taken along has become, in words. */
  readonly said: string;
  readonly trajectories: (key: string, layer: string) => Trajectories | null;
}

const columnGap = 28;
const narrowestColumn = 360;

export function page(view: PageView): readonly VNode[] {
  const { state, model, columns } = view;
  if (model === null) return [h('div', { class: 'empty' }, h('p', {}, text.nothing))];
  const beside = Math.max(1, Math.floor((view.width + columnGap) / (narrowestColumn + columnGap)));
  const inRow = Math.max(1, Math.min(beside, columns.length));
  const width = Math.floor((view.width - columnGap * (inRow - 1)) / inRow);
  const trained = Math.min(...columns.map(({ run }) => run.history?.step ?? 0));
  const done = columns.every(({ run }) => run.done);
  return [
    h(
      'div',
      { class: 'panel' },
      notice(state, view.stopped),
      galleryView(state, view.dispatch),
      headline(state, model, view.focus, view.actions),
      columns.length === 0
        ? null
        : toolbar({ state, trained: done ? null : trained, dispatch: view.dispatch }),
      h(
        'div',
        { class: `variants in-row-${inRow}` },
        comparison({
          state,
          columns,
          judgement: model.judgement,
          focus: view.focus,
          width,
          theme: view.theme,
          charts: view.charts,
          dispatch: view.dispatch,
          onReveal: view.actions.onReveal,
          trajectories: view.trajectories,
        }),
      ),
      columns.length === 0
        ? null
        : h(
            'div',
            { class: 'keys' },
            frontierKey(),
            predictedKey(),
            state.views.includes('signals') ? signalsKey() : null,
          ),
      differences(state, columns),
      view.picturesFirst ? null : settings({ state, model, focus: view.focus, dispatch: view.dispatch }),
      view.picturesFirst ? null : take({ state, model, said: view.said, actions: view.take }),
    ),
  ];
}

function notice(state: PanelState, stopped: string | null): VNode | null {
  const words = stopped !== null ? text.stopped(stopped) : state.lost !== null ? text.lost(state.lost) : null;
  return words === null ? null : h('p', { class: 'problem', role: 'alert' }, words);
}

const predictedKey = (): VNode =>
  h(
    'span',
    { class: 'predicted-key' },
    h(
      'svg',
      { width: 12, height: 14, viewBox: '0 0 12 14', 'aria-hidden': 'true' },
      h('path', { class: 'predicted', d: 'M6 1v13M2 1h8l-4 5z' }),
    ),
    text.picture.predicted,
  );
