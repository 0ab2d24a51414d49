// Holds the one state, and keeps what follows from it up to date: the model, the runs, the player, the page.
import type { HostApi } from '../src/protocol/panel-api.ts';
import type { Port, Remote } from '../src/protocol/rpc.ts';
import { Charts } from './chart.ts';
import { Root } from './dom.ts';
import { focusedLayer, type Model, model } from './model.ts';
import { Player } from './player.ts';
import { type RunData, Simulation } from './simulation.ts';
import { type Action, initialState, type PanelState, update } from './state.ts';
import type { Column } from './views/comparison.ts';
import { page } from './views/page.ts';

export interface AppOptions {
  readonly element: HTMLElement;
  readonly host: Remote<HostApi>;
  /** Set up before; the first runs may wait for it. */
  readonly simulation: Promise<Port>;
  readonly saved: PanelState | null;
  readonly save: (state: PanelState) => void;
}

export class App {
  private state: PanelState;
  private model: Model | null = null;
  private simulation: Simulation | null = null;
  private stopped: string | null = null;
  private scheduled = false;
  /** By variant: what was last drawn there, kept until a changed network has something to draw. */
  private readonly drawn = new Map<string, { readonly shape: string; readonly run: RunData }>();
  private readonly root: Root;
  private readonly charts = new Charts();
  private readonly player: Player;
  private readonly options: AppOptions;

  constructor(options: AppOptions) {
    this.options = options;
    this.state = options.saved ?? initialState;
    this.root = new Root(options.element);
    this.player = new Player((steps) => this.play(steps));
    options.simulation.then(
      (port) => {
        this.simulation = new Simulation(port, () => this.schedule());
        this.simulation.plan(this.model?.requests ?? []);
        this.schedule();
      },
      (error: unknown) => {
        this.stopped = error instanceof Error ? error.message : String(error);
        this.schedule();
      },
    );
    new ResizeObserver(() => this.schedule()).observe(options.element);
    new MutationObserver(() => this.schedule()).observe(document.body, { attributes: true });
    this.follow(null);
  }

  readonly dispatch = (action: Action): void => {
    const before = this.state;
    this.state = update(before, action);
    if (this.state !== before) this.follow(before);
  };

  private follow(before: PanelState | null): void {
    if (
      this.state.playing &&
      matchMedia('(prefers-reduced-motion: reduce)').matches &&
      before?.playing !== true
    ) {
      // What would play by itself is shown as it ends; only a click on play plays.
      if (before?.source !== this.state.source)
        this.state = update(this.state, { kind: 'step', step: Infinity });
    }
    const { state } = this;
    if (before === null || changesModel(before, state)) {
      this.model = model(state);
      this.simulation?.plan(this.model?.requests ?? []);
    }
    this.player.play(state.playing ? state.speed : 0);
    this.simulation?.look(state.step);
    this.options.save(state);
    this.schedule();
  }

  /** Plays on, but never ahead of what is trained. */
  private play(steps: number): void {
    const runs = this.model?.variants.map(({ key }) => this.simulation?.run(key)) ?? [];
    const trained = Math.min(
      ...runs.map((run) => (run?.error == null ? (run?.history?.step ?? 0) : Infinity)),
    );
    const room = Math.min(steps, trained - this.state.step);
    if (room > 0) this.dispatch({ kind: 'advance', steps: room });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.render();
    });
  }

  private render(): void {
    const { model: shown, state, options } = this;
    const style = getComputedStyle(options.element);
    const width =
      options.element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    this.root.show(
      ...page({
        state,
        model: shown,
        columns: shown === null ? [] : this.columns(shown),
        focus: shown === null ? null : focusedLayer(state, shown),
        width: Math.max(260, Math.floor(width)),
        theme: `${document.body.className} ${style.color} ${style.backgroundColor}`,
        stopped: this.stopped ?? this.simulation?.stopped ?? null,
        charts: this.charts,
        dispatch: this.dispatch,
        trajectories: (key, layer) => this.simulation?.trajectories(key, layer) ?? null,
        actions: {
          onFocus: (layer) => this.dispatch({ kind: 'focus', layer }),
          onReveal: (layer) => this.reveal(layer),
          onApply: (finding, index) => {
            const subject = state.source.kind === 'code' ? state.source.subject : null;
            const edits = finding.suggestions.at(index)?.edits;
            if (subject !== null && edits !== undefined) {
              void options.host.applyEdits(subject.uri, subject.version, edits);
            }
          },
        },
      }),
    );
  }

  private columns(shown: Model): readonly Column[] {
    return shown.variants.map((variant) => {
      const run = this.simulation?.run(variant.key);
      const shape = JSON.stringify(variant.prediction.layers.map(({ id, units }) => [id, units]));
      const before = this.drawn.get(variant.id);
      if (run !== undefined && run.history !== null) {
        this.drawn.set(variant.id, { shape, run });
        return { variant, run };
      }
      const calm = before?.shape === shape ? before.run : undefined;
      return { variant, run: calm ?? run ?? { history: null, frame: null, done: false, error: null } };
    });
  }

  private reveal(layer: string): void {
    const { source } = this.state;
    if (source.kind !== 'code') return;
    const found = source.subject.network.layers.find((entry) => entry.id === layer);
    if (found !== undefined) void this.options.host.reveal(source.subject.uri, found.at);
  }
}

/** Time and what is selected change no network. */
const changesModel = (before: PanelState, after: PanelState): boolean =>
  before.source !== after.source ||
  before.changes !== after.changes ||
  before.beside !== after.beside ||
  before.steps !== after.steps;
