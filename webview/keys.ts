// Keys that work wherever nothing else wants them: Space plays, arrows step, Home and End go to the ends.
import type { Action, PanelState } from './state.ts';

/** Null for a key that means nothing here. */
export function actionOf(key: string, state: PanelState): Action | null {
  switch (key) {
    case ' ':
      return { kind: state.playing ? 'pause' : 'play' };
    case 'ArrowRight':
      return { kind: 'step', step: state.step + 1 };
    case 'ArrowLeft':
      return { kind: 'step', step: state.step - 1 };
    case 'Home':
      return { kind: 'step', step: 0 };
    case 'End':
      return { kind: 'step', step: state.steps };
    default:
      return null;
  }
}

/** Controls, and what scrolls, have their own use for these keys. */
export const isFree = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    'button, input, select, textarea, summary, a, [role="button"], [tabindex], vscode-button, vscode-dropdown, vscode-text-field, vscode-checkbox',
  ) === null;
