// What can be taken along: the changes into the code, a script, the numbers.
import { codeEdits } from '../code-edits.ts';
import { button } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import type { Model } from '../model.ts';
import type { PanelState } from '../state.ts';
import { text } from '../text.ts';

export interface TakeActions {
  /** Writes the changed starts into the file. */
  readonly onWrite: () => void;
  readonly onCopy: (what: 'code' | 'script') => void;
  readonly onSave: (what: 'csv' | 'json') => void;
}

export interface TakeView {
  readonly state: PanelState;
  readonly model: Model;
  /** What the last action did, in words. */
  readonly said: string;
  readonly actions: TakeActions;
}

export function take({ state, model, said, actions }: TakeView): VNode {
  const subject = state.source.kind === 'code' ? state.source.subject : null;
  const code = subject === null ? null : codeEdits(subject.network, state.changes);
  const writable = code !== null && code.edits.length > 0 && state.lost === null;
  return h(
    'div',
    { class: 'fields take' },
    subject === null
      ? null
      : button({ label: text.write, look: 'primary', disabled: !writable, onClick: actions.onWrite }),
    subject === null
      ? null
      : button({
          label: text.copyCode,
          disabled: code?.lines.length === 0,
          onClick: () => actions.onCopy('code'),
        }),
    button({
      label: text.copyScript,
      disabled: model.variants.length === 0,
      onClick: () => actions.onCopy('script'),
    }),
    button({
      label: text.saveCsv,
      disabled: model.variants.length === 0,
      onClick: () => actions.onSave('csv'),
    }),
    button({
      label: text.saveJson,
      disabled: model.variants.length === 0,
      onClick: () => actions.onSave('json'),
    }),
    h('span', { class: 'said', role: 'status' }, said),
  );
}
