// Time: play, pause, step, scrub, speed, how long to train, and to stop training.
import { button, choice } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import { type Action, type PanelState, speeds, stepCounts } from '../state.ts';
import { text } from '../text.ts';
import { icons } from './icons.ts';

const words = text.time;

export interface Toolbar {
  readonly state: PanelState;
  /** Steps trained so far; null when all are. */
  readonly trained: number | null;
  readonly dispatch: (action: Action) => void;
}

export function toolbar({ state, trained, dispatch }: Toolbar): VNode {
  const step = (by: number) => () => dispatch({ kind: 'step', step: state.step + by });
  // After a cancelled run the number is one that is not on the list.
  const lengths = [...new Set([...stepCounts, state.steps])].sort((a, b) => a - b);
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': words.training },
    button(
      { label: words.start, look: 'icon', onClick: () => dispatch({ kind: 'step', step: 0 }) },
      icons.start,
    ),
    button({ label: words.back, look: 'icon', disabled: state.step === 0, onClick: step(-1) }, icons.back),
    button(
      {
        label: state.playing ? words.pause : words.play,
        look: 'icon',
        onClick: () => dispatch({ kind: state.playing ? 'pause' : 'play' }),
      },
      state.playing ? icons.pause : icons.play,
    ),
    button(
      { label: words.forward, look: 'icon', disabled: state.step >= state.steps, onClick: step(1) },
      icons.forward,
    ),
    h('input', {
      type: 'range',
      class: 'scrubber',
      min: 0,
      max: state.steps,
      step: 1,
      '.value': String(state.step),
      'aria-label': words.step,
      'aria-valuetext': words.stepOf(state.step, state.steps),
      oninput: (event: Event) => {
        if (event.target instanceof HTMLInputElement) {
          dispatch({ kind: 'step', step: Number(event.target.value) });
        }
      },
    }),
    h('output', { class: 'step-number' }, h('b', {}, state.step), ` / ${state.steps}`),
    choice({
      label: words.speed,
      value: String(state.speed),
      choices: speeds.map((speed) => ({ value: String(speed), label: words.stepsPerSecond(speed) })),
      onChoose: (value) => dispatch({ kind: 'speed', speed: Number(value) }),
    }),
    choice({
      label: words.trainFor,
      value: String(state.steps),
      choices: lengths.map((steps) => ({ value: String(steps), label: words.steps(steps) })),
      onChoose: (value) => dispatch({ kind: 'steps', steps: Number(value) }),
    }),
    trained === null ? null : progress(trained, state.steps, dispatch),
  );
}

/** What is trained when the run is cancelled is what the pictures then show. */
const progress = (trained: number, steps: number, dispatch: Toolbar['dispatch']): VNode =>
  h(
    'span',
    { class: 'progress' },
    h('progress', { max: steps, value: trained, 'aria-label': words.trained(trained, steps) }),
    words.trained(trained, steps),
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        onclick: () => dispatch({ kind: 'steps', steps: Math.max(1, trained) }),
      },
      words.cancel,
    ),
  );
