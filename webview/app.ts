// Holds the one state, and keeps what follows from it up to date: the model, the runs, the player, the page.
import type { Edit } from '../src/core/network/span.ts';
import type { HostApi, PanelSubject } from '../src/protocol/panel-api.ts';
import type { Port, Remote } from '../src/protocol/rpc.ts';
import { Charts } from './chart.ts';
import { codeEdits } from './code-edits.ts';
import { Root } from './dom.ts';
import { csvOf, download } from './export.ts';
import { actionOf, isFree } from './keys.ts';
import { lookOf, withLook } from './look.ts';
import { focusedLayer, type Model, model } from './model.ts';
import { Player } from './player.ts';
import { tensorflowScript } from './script.ts';
import { type RunData, Simulation } from './simulation.ts';
import { type Action, initialState, type PanelState, update } from './state.ts';
import { text } from './text.ts';
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
  private said = '';
  private scheduled = false;
  private hasDrawn = false;
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
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !isFree(event.target)) return;
      const action = actionOf(event.key, this.state);
      if (action === null) return;
      event.preventDefault();
      this.dispatch(action);
    });
    this.follow(null);
  }

  readonly dispatch = (action: Action): void => this.become(update(this.state, action));

  /** Sets everything as it was when the link was made. */
  recall(look: string): void {
    this.become(withLook(this.state, look));
  }

  private become(next: PanelState): void {
    const before = this.state;
    this.state = next;
    if (next !== before) this.follow(before);
  }

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
        picturesFirst: !this.hasDrawn,
        dispatch: this.dispatch,
        trajectories: (key, layer) => this.simulation?.trajectories(key, layer) ?? null,
        actions: {
          onFocus: (layer) => this.dispatch({ kind: 'focus', layer }),
          onReveal: (layer) => this.reveal(layer),
          onApply: (finding, index) => this.write(finding.suggestions.at(index)?.edits ?? []),
        },
        said: this.said,
        take: {
          onWrite: () => {
            const subject = this.subject();
            if (subject !== null) this.write(codeEdits(subject.network, state.changes).edits);
          },
          onCopy: (what) => void this.copy(what),
          onSave: (what) => this.saveData(what),
        },
      }),
    );
    if (shown !== null && !this.hasDrawn) {
      this.hasDrawn = true;
      this.schedule();
    }
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

  private subject(): PanelSubject | null {
    return this.state.source.kind === 'code' ? this.state.source.subject : null;
  }

  private reveal(layer: string): void {
    const subject = this.subject();
    const found = subject?.network.layers.find((entry) => entry.id === layer);
    if (subject !== null && found !== undefined) void this.options.host.reveal(subject.uri, found.at);
  }

  private write(edits: readonly Edit[]): void {
    const subject = this.subject();
    if (subject === null || edits.length === 0) return;
    this.options.host.applyEdits(subject.uri, subject.version, edits).then(
      (done) => {
        if (done) this.dispatch({ kind: 'reset' });
        this.say(done ? text.written : text.notWritten);
      },
      () => this.say(text.notWritten),
    );
  }

  private async copy(what: 'code' | 'script' | 'link'): Promise<void> {
    try {
      const words = await this.wordsOf(what);
      if (words === null) return;
      await navigator.clipboard.writeText(words);
      this.say(text.copied);
    } catch {
      this.say(text.notCopied);
    }
  }

  private async wordsOf(what: 'code' | 'script' | 'link'): Promise<string | null> {
    const { model: shown, state } = this;
    switch (what) {
      case 'link':
        return this.options.host.link(lookOf(state));
      case 'script': {
        const written = shown?.variants.at(0);
        return shown === null || written === undefined
          ? null
          : tensorflowScript(written.spec, written.prediction, shown.seed, state.steps);
      }
      case 'code': {
        const subject = this.subject();
        return subject === null ? null : codeEdits(subject.network, state.changes).lines.join('\n');
      }
    }
  }

  private saveData(what: 'csv' | 'json'): void {
    const shown = this.model;
    if (shown === null) return;
    const runs = this.columns(shown).map(({ variant, run }) => ({
      title: variant.title,
      spec: variant.spec,
      run,
    }));
    const name = shown.network.id.replace(/[^A-Za-z0-9_-]+/g, '-');
    if (what === 'csv') download(`${name}.csv`, csvOf(runs), 'text/csv');
    else {
      const data = runs.map(({ title, spec, run }) => ({
        title,
        seed: shown.seed,
        spec,
        history: run.history,
      }));
      download(`${name}.json`, JSON.stringify(data, null, 1), 'application/json');
    }
  }

  private say(words: string): void {
    this.said = words;
    this.schedule();
  }
}

/** Time and what is selected change no network. */
const changesModel = (before: PanelState, after: PanelState): boolean =>
  before.source !== after.source ||
  before.changes !== after.changes ||
  before.beside !== after.beside ||
  before.own !== after.own ||
  before.steps !== after.steps;
