// Time: play, pause, step, scrub, speed, and how long to train.
import { button, choice } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import { type Action, type PanelState, speeds, stepCounts } from '../state.ts';
import { text } from '../text.ts';
import { icons } from './icons.ts';

export function toolbar(
  state: PanelState,
  trained: number | null,
  dispatch: (action: Action) => void,
): VNode {
  const step = (by: number) => () => dispatch({ kind: 'step', step: state.step + by });
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Training' },
    button(
      { label: 'Back to the start', look: 'icon', onClick: () => dispatch({ kind: 'step', step: 0 }) },
      icons.start,
    ),
    button(
      { label: 'One step back', look: 'icon', disabled: state.step === 0, onClick: step(-1) },
      icons.back,
    ),
    button(
      {
        label: state.playing ? 'Pause' : 'Play',
        look: 'icon',
        onClick: () => dispatch({ kind: state.playing ? 'pause' : 'play' }),
      },
      state.playing ? icons.pause : icons.play,
    ),
    button(
      { label: 'One step', look: 'icon', disabled: state.step >= state.steps, onClick: step(1) },
      icons.forward,
    ),
    h('input', {
      type: 'range',
      class: 'scrubber',
      min: 0,
      max: state.steps,
      step: 1,
      '.value': String(state.step),
      'aria-label': 'Step',
      'aria-valuetext': `step ${state.step} of ${state.steps}`,
      oninput: (event: Event) => {
        if (event.target instanceof HTMLInputElement) {
          dispatch({ kind: 'step', step: Number(event.target.value) });
        }
      },
    }),
    h('output', { class: 'step-number' }, h('b', {}, state.step), ` / ${state.steps}`),
    choice({
      label: 'Speed',
      value: String(state.speed),
      choices: speeds.map((speed) => ({ value: String(speed), label: `${speed} steps/s` })),
      onChoose: (value) => dispatch({ kind: 'speed', speed: Number(value) }),
    }),
    choice({
      label: 'Train for',
      value: String(state.steps),
      choices: stepCounts.map((steps) => ({ value: String(steps), label: `${steps} steps` })),
      onChoose: (value) => dispatch({ kind: 'steps', steps: Number(value) }),
    }),
    trained === null
      ? null
      : h(
          'span',
          { class: 'progress' },
          h('progress', {
            max: state.steps,
            value: trained,
            'aria-label': text.training(trained, state.steps),
          }),
          text.training(trained, state.steps),
        ),
  );
}
