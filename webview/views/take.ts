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
  readonly onCopy: (what: 'code' | 'script' | 'link') => void;
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
  const words = text.take;
  const nothing = model.variants.length === 0;
  return h(
    'div',
    { class: 'fields take' },
    code === null
      ? null
      : [
          button({ label: words.write, look: 'primary', disabled: !writable, onClick: actions.onWrite }),
          button({
            label: words.code,
            disabled: code.lines.length === 0,
            onClick: () => actions.onCopy('code'),
          }),
        ],
    button({ label: words.script, disabled: nothing, onClick: () => actions.onCopy('script') }),
    button({ label: words.link, onClick: () => actions.onCopy('link') }),
    button({ label: words.csv, disabled: nothing, onClick: () => actions.onSave('csv') }),
    button({ label: words.json, disabled: nothing, onClick: () => actions.onSave('json') }),
    h('span', { class: 'said', role: 'status' }, said),
    code === null || code.unwritten.length === 0
      ? null
      : h('p', { class: 'unwritten' }, text.unwritten(code.unwritten.join(', '))),
  );
}
