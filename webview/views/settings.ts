// What can be changed against the code, each with a mark once it is, and what stands beside.
import { countChanges } from '../changes.ts';
import { biasStarts, kernelStarts } from '../choices.ts';
import { button, check, numberField } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import { mostBeside, viewNames } from '../state.ts';
import { text } from '../text.ts';
import { type VariantId, variantIds } from '../variants.ts';
import { layerFields } from './layer-fields.ts';
import type { SettingsView } from './settings-view.ts';
import { startField } from './start-field.ts';
import { trainingFields } from './training-fields.ts';

export function settings(view: SettingsView): VNode {
  const { state, model, dispatch } = view;
  const spec = model.variants.at(0)?.spec;
  const changes = countChanges(state.changes);
  const words = text.settings;
  return h(
    'section',
    { class: 'settings', 'aria-label': words.title },
    h('div', { class: 'fields' }, layerFields(view)),
    spec === undefined ? null : h('div', { class: 'fields' }, trainingFields(view, spec)),
    h(
      'div',
      { class: 'fields history' },
      button({
        label: words.undo,
        disabled: state.past.length === 0,
        onClick: () => dispatch({ kind: 'undo' }),
      }),
      button({
        label: words.redo,
        disabled: state.future.length === 0,
        onClick: () => dispatch({ kind: 'redo' }),
      }),
      button({ label: words.reset, disabled: changes === 0, onClick: () => dispatch({ kind: 'reset' }) }),
      h('span', { class: 'changes', role: 'status' }, changes === 0 ? '' : `• ${text.changed(changes)}`),
    ),
    viewChoice(view),
    besideChoice(view),
    h('div', { class: 'fields' }, ownFields(view)),
  );
}

function viewChoice({ state, dispatch }: SettingsView): VNode {
  return h(
    'fieldset',
    { class: 'beside' },
    h('legend', {}, text.settings.showAlso),
    viewNames.map((name) =>
      check({
        label: text.views[name],
        checked: state.views.includes(name),
        onCheck: (open) => dispatch({ kind: 'view', name, open }),
      }),
    ),
  );
}

function besideChoice({ state, dispatch }: SettingsView): VNode {
  const titleOf = (id: VariantId): string => (id === 'lumped' ? text.lumped : text.recipes[id]);
  const full = state.beside.length >= mostBeside;
  return h(
    'fieldset',
    { class: 'beside' },
    h('legend', {}, text.settings.beside),
    variantIds.map((id) => {
      const checked = state.beside.includes(id);
      return check({
        label: titleOf(id),
        checked,
        disabled: full && !checked,
        onCheck: (on) =>
          dispatch({
            kind: 'beside',
            variants: on ? [...state.beside, id] : state.beside.filter((entry) => entry !== id),
          }),
      });
    }),
  );
}

/** The numbers of the networks beside that have any, once they are there. */
function ownFields({ state, dispatch }: SettingsView): readonly VNode[] {
  const { own, beside } = state;
  const set = (part: Partial<typeof own>): void => dispatch({ kind: 'own', own: part });
  return [
    ...(beside.includes('constant')
      ? [
          numberField({
            label: text.recipes.constant,
            value: own.constant,
            accepts: Number.isFinite,
            onNumber: (constant) => set({ constant }),
          }),
        ]
      : []),
    ...(beside.includes('own')
      ? [
          ...startField({
            label: text.settings.ownStarts.kernel,
            offered: kernelStarts,
            value: own.kernel,
            written: null,
            onStart: (kernel) => kernel !== null && set({ kernel }),
          }),
          ...startField({
            label: text.settings.ownStarts.bias,
            offered: biasStarts,
            value: own.bias,
            written: null,
            onStart: (bias) => bias !== null && set({ bias }),
          }),
        ]
      : []),
  ];
}
