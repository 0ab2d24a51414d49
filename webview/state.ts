// All that the panel remembers, as one plain object that survives a reload, and the actions that change it.
// Nothing here runs, draws or knows the time.
import type { PanelSubject } from '../src/protocol/panel-api.ts';
import { type Changes, noChanges } from './changes.ts';
import type { OwnStarts, VariantId } from './variants.ts';

export type Source =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'code'; readonly subject: PanelSubject }
  | { readonly kind: 'preset'; readonly id: string; readonly page: number };

/** Pictures of the selected layer that can be shown besides. */
export type ViewName = 'surface' | 'why' | 'weights' | 'signals';
export const viewNames: readonly ViewName[] = ['surface', 'weights', 'signals', 'why'];

export interface PanelState {
  readonly source: Source;
  /** Why the network shown is no longer in the document; null while it is. */
  readonly lost: string | null;
  /** The selected layer; null: the one the verdict is about. */
  readonly focus: string | null;
  readonly changes: Changes;
  readonly past: readonly Changes[];
  readonly future: readonly Changes[];
  /** Shown beside the network as written, in this order. */
  readonly beside: readonly VariantId[];
  /** What `constant` and `own` start from. */
  readonly own: OwnStarts;
  /** How many steps are trained. */
  readonly steps: number;
  /** The step the pictures show; 0 is the start. */
  readonly step: number;
  readonly playing: boolean;
  /** Steps a second. */
  readonly speed: number;
  /** The answer given to a quiz; null before. */
  readonly answer: number | null;
  readonly views: readonly ViewName[];
  /** Names of the pictures whose table is open. */
  readonly tables: readonly string[];
}

export type Action =
  | { readonly kind: 'show'; readonly subject: PanelSubject; readonly focus: string | null }
  | {
      readonly kind: 'preset';
      readonly id: string;
      readonly beside: readonly VariantId[];
      readonly steps: number;
      readonly views: readonly ViewName[];
    }
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'focus'; readonly layer: string }
  | { readonly kind: 'change'; readonly changes: Changes }
  | { readonly kind: 'undo' | 'redo' | 'reset' }
  | { readonly kind: 'beside'; readonly variants: readonly VariantId[] }
  | { readonly kind: 'own'; readonly own: Partial<OwnStarts> }
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'advance'; readonly steps: number }
  | { readonly kind: 'play' | 'pause' }
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'answer'; readonly answer: number }
  | { readonly kind: 'view'; readonly name: ViewName; readonly open: boolean }
  | { readonly kind: 'table'; readonly name: string; readonly open: boolean };

export const speeds = [2, 5, 10, 25, 100] as const;
export const stepCounts = [20, 50, 100, 200, 500, 1000] as const;
export const mostBeside = 4;

export const initialState: PanelState = {
  source: { kind: 'nothing' },
  lost: null,
  focus: null,
  changes: noChanges,
  past: [],
  future: [],
  beside: ['suggested'],
  own: {
    constant: 0.5,
    kernel: { kind: 'random-normal', mean: 0, stddev: 0.05 },
    bias: { kind: 'constant', value: 0 },
  },
  steps: 50,
  step: 0,
  playing: false,
  speed: 10,
  answer: null,
  views: [],
  tables: [],
};

export function update(state: PanelState, action: Action): PanelState {
  switch (action.kind) {
    case 'show':
      return shown(state, action.subject, action.focus);
    case 'preset':
      return {
        ...initialState,
        // Long runs are the ones in which slow things happen: nobody waits for them at ten steps a second.
        speed: action.steps > 100 ? Math.max(state.speed, 25) : state.speed,
        tables: state.tables,
        source: { kind: 'preset', id: action.id, page: 0 },
        beside: action.beside,
        steps: action.steps,
        views: action.views,
        playing: true,
      };
    case 'page':
      return state.source.kind === 'preset'
        ? { ...state, source: { ...state.source, page: action.page } }
        : state;
    case 'lost':
      return { ...state, lost: action.reason };
    case 'focus':
      return { ...state, focus: action.layer };
    case 'change':
      return { ...state, changes: action.changes, past: [...state.past, state.changes], future: [] };
    case 'undo':
      return undone(state);
    case 'redo':
      return redone(state);
    case 'reset':
      return {
        ...state,
        changes: noChanges,
        past: state.changes === noChanges ? state.past : [...state.past, state.changes],
        future: [],
        step: 0,
        playing: false,
      };
    case 'beside':
      return { ...state, beside: action.variants.slice(0, mostBeside) };
    case 'own':
      return { ...state, own: { ...state.own, ...action.own } };
    case 'steps':
      return { ...state, steps: action.steps, step: Math.min(state.step, action.steps) };
    case 'step':
      return { ...state, step: clampStep(state, action.step), playing: false };
    case 'advance':
      return advanced(state, action.steps);
    case 'play':
      return { ...state, playing: true, step: state.step >= state.steps ? 0 : state.step };
    case 'pause':
      return { ...state, playing: false };
    case 'speed':
      return { ...state, speed: action.speed };
    case 'answer':
      return { ...state, answer: action.answer };
    case 'view':
      return {
        ...state,
        views: viewNames.filter((name) => (name === action.name ? action.open : state.views.includes(name))),
      };
    case 'table':
      return {
        ...state,
        tables: action.open
          ? [...state.tables.filter((name) => name !== action.name), action.name]
          : state.tables.filter((name) => name !== action.name),
      };
  }
}

const clampStep = (state: PanelState, step: number): number =>
  Math.max(0, Math.min(state.steps, Math.round(step)));

/** An edit of the document shown keeps everything the user set; another network starts afresh. */
function shown(state: PanelState, subject: PanelSubject, focus: string | null): PanelState {
  const before = state.source.kind === 'code' ? state.source.subject : null;
  const same = before?.uri === subject.uri && before.network.id === subject.network.id;
  if (!same) {
    return {
      ...initialState,
      speed: state.speed,
      views: state.views,
      tables: state.tables,
      source: { kind: 'code', subject },
      focus,
      playing: true,
    };
  }
  if (before.version > subject.version) return state;
  const ids = new Set(subject.network.layers.map((layer) => layer.id));
  const kept = state.focus !== null && ids.has(state.focus) ? state.focus : null;
  return { ...state, source: { kind: 'code', subject }, lost: null, focus: focus ?? kept };
}

function advanced(state: PanelState, steps: number): PanelState {
  const step = clampStep(state, state.step + steps);
  return { ...state, step, playing: state.playing && step < state.steps };
}

function undone(state: PanelState): PanelState {
  const previous = state.past.at(-1);
  if (previous === undefined) return state;
  return {
    ...state,
    changes: previous,
    past: state.past.slice(0, -1),
    future: [state.changes, ...state.future],
  };
}

function redone(state: PanelState): PanelState {
  const next = state.future.at(0);
  if (next === undefined) return state;
  return {
    ...state,
    changes: next,
    past: [...state.past, state.changes],
    future: state.future.slice(1),
  };
}
