// What can be changed against the code, each with a mark once it is: starts and activation of the selected layer, and how it is trained.
import type { ActivationName, GeneratorName, LossName, NetworkSpec } from '../../src/core/engine/spec.ts';
import type { Layer, Start } from '../../src/core/network/graph.ts';
import { type Changes, countChanges, type OptimizerName, withEntry } from '../changes.ts';
import {
  activations,
  biasStarts,
  batchSizes,
  dataSets,
  kernelStarts,
  losses,
  optimizers,
  type StartChoice,
  startLabel,
} from '../choices.ts';
import { button, check, choice, numberField } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import { type Model, sourceNetwork } from '../model.ts';
import { type Action, type PanelState, viewNames } from '../state.ts';
import { text } from '../text.ts';
import { lumpedTitle, recipes, type VariantId, variantIds } from '../variants.ts';

export interface SettingsView {
  readonly state: PanelState;
  readonly model: Model;
  readonly focus: string | null;
  readonly dispatch: (action: Action) => void;
}

export function settings(view: SettingsView): VNode {
  const { state, model, focus, dispatch } = view;
  const layer = model.network.layers.find((entry) => entry.id === focus);
  const spec = model.variants.at(0)?.spec;
  const changes = countChanges(state.changes);
  return h(
    'section',
    { class: 'settings', 'aria-label': 'Settings' },
    h(
      'div',
      { class: 'fields' },
      layerChoice(view),
      layer === undefined ? null : startChoice(view, layer, 'kernel', kernelStarts),
      layer === undefined ? null : startChoice(view, layer, 'bias', biasStarts),
      layer === undefined ? null : activationChoice(view, layer),
      layer === undefined ? null : unitsField(view, layer),
    ),
    spec === undefined ? null : h('div', { class: 'fields' }, trainingFields(view, spec)),
    h(
      'div',
      { class: 'fields history' },
      button({ label: 'Undo', disabled: state.past.length === 0, onClick: () => dispatch({ kind: 'undo' }) }),
      button({
        label: 'Redo',
        disabled: state.future.length === 0,
        onClick: () => dispatch({ kind: 'redo' }),
      }),
      button({ label: 'Reset', disabled: changes === 0, onClick: () => dispatch({ kind: 'reset' }) }),
      h('span', { class: 'changes', role: 'status' }, changes === 0 ? '' : `• ${text.changed(changes)}`),
    ),
    viewChoice(view),
    besideChoice(view),
  );
}

const change = ({ state, dispatch }: SettingsView, part: Partial<Changes>): void =>
  dispatch({ kind: 'change', changes: { ...state.changes, ...part } });

function layerChoice({ model, focus, dispatch }: SettingsView): VNode {
  const layers = model.network.layers.filter((layer) => layer.parameters.length > 0);
  return choice({
    label: 'Layer',
    value: focus ?? '',
    choices: layers.map((layer) => ({ value: layer.id, label: layer.id })),
    onChoose: (id) => dispatch({ kind: 'focus', layer: id }),
  });
}

const asCode = 'code';

function startChoice(
  view: SettingsView,
  layer: Layer,
  name: 'kernel' | 'bias',
  offered: readonly StartChoice[],
): VNode | null {
  const parameter = layer.parameters.find((entry) => entry.name === name);
  if (parameter === undefined) return null;
  const key = `${layer.id}.${name}`;
  const starts = view.state.changes.starts;
  const set = starts[key];
  const original = originalStart(view.state, layer.id, name);
  return choice({
    label: name === 'kernel' ? 'Kernel starts from' : 'Bias starts from',
    value: set === undefined ? asCode : (offered.find((entry) => same(entry.start, set))?.value ?? asCode),
    changed: set !== undefined,
    choices: [
      { value: asCode, label: original === null ? 'as written' : `${startLabel(original)} (as written)` },
      ...offered,
    ],
    onChoose: (value) => {
      const chosen = offered.find((entry) => entry.value === value)?.start ?? null;
      change(view, { starts: withEntry(starts, key, chosen) });
    },
  });
}

const same = (a: Start, b: Start): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the code or the example says, whatever has been changed since. */
function originalStart(state: PanelState, layer: string, name: string): Start | null {
  const parameter = sourceNetwork(state)
    ?.layers.find((entry) => entry.id === layer)
    ?.parameters.find((entry) => entry.name === name);
  return parameter?.start.is === 'known' ? parameter.start.value : null;
}

function activationChoice(view: SettingsView, layer: Layer): VNode | null {
  const { activation: value } = layer.settings as Readonly<Partial<typeof layer.settings>>;
  if (value === undefined) return null;
  const set = view.state.changes.activations;
  const current = value.is === 'known' && typeof value.value === 'string' ? value.value : 'linear';
  const names = activations.some((name) => name === current) ? activations : [current, ...activations];
  return choice({
    label: 'Activation',
    value: current,
    changed: set[layer.id] !== undefined,
    choices: names.map((name) => ({ value: name, label: name })),
    onChoose: (name) => {
      const chosen: ActivationName | undefined = activations.find((entry) => entry === name);
      if (chosen !== undefined) change(view, { activations: withEntry(set, layer.id, chosen) });
    },
  });
}

/** The output's width follows from the loss and the data: it stays. */
function unitsField(view: SettingsView, layer: Layer): VNode | null {
  const { units } = view.state.changes;
  const value = layer.settings['units'] as Layer['settings'][string] | undefined;
  const isOutput = view.model.variants.at(0)?.spec.outputs.includes(layer.id) !== false;
  if (isOutput || value?.is !== 'known' || typeof value.value !== 'number') return null;
  return numberField({
    label: 'Units',
    value: value.value,
    changed: units[layer.id] !== undefined,
    accepts: (number) => Number.isInteger(number) && number >= 1 && number <= 512,
    onNumber: (number) => change(view, { units: withEntry(units, layer.id, number) }),
  });
}

function trainingFields(view: SettingsView, spec: NetworkSpec): readonly VNode[] {
  const { changes } = view.state;
  const data = spec.data;
  const rate = spec.optimizer.learningRate ?? 0.001;
  return [
    choice<OptimizerName>({
      label: 'Optimizer',
      value: optimizers.find((name) => name === spec.optimizer.kind) ?? 'sgd',
      changed: changes.optimizer !== null,
      choices: optimizers.map((name) => ({ value: name, label: name })),
      onChoose: (optimizer) => change(view, { optimizer }),
    }),
    numberField({
      label: 'Learning rate',
      value: rate,
      changed: changes.learningRate !== null,
      accepts: (value) => value > 0,
      onNumber: (learningRate) => change(view, { learningRate }),
    }),
    choice<LossName>({
      label: 'Loss',
      value: spec.loss,
      changed: changes.loss !== null,
      choices: losses.map((name) => ({ value: name, label: name })),
      onChoose: (loss) => change(view, { loss }),
    }),
    choice({
      label: 'Batch',
      value: spec.batchSize == null ? 'full' : String(spec.batchSize),
      changed: changes.batchSize !== null,
      choices: batchSizes(spec.batchSize ?? null).map((size) => ({
        value: String(size),
        label: size === 'full' ? 'all samples' : `${size} samples`,
      })),
      onChoose: (size) => change(view, { batchSize: size === 'full' ? 'full' : Number(size) }),
    }),
    choice<GeneratorName | 'given'>({
      label: 'Data',
      value: data.kind,
      changed: changes.data !== null,
      choices: [
        ...(data.kind === 'given' ? [{ value: 'given' as const, label: 'as given' }] : []),
        ...dataSets.map((name) => ({ value: name, label: name })),
      ],
      onChoose: (name) => change(view, { data: name === 'given' ? null : name }),
    }),
    numberField({
      label: 'Seed',
      value: view.model.seed,
      changed: changes.seed !== null,
      accepts: (value) => Number.isSafeInteger(value) && value >= 0,
      onNumber: (seed) => change(view, { seed }),
    }),
    h(
      'div',
      { class: 'field' },
      check({
        label: 'balanced data',
        checked: data.kind !== 'given' && data.balanced === true,
        onCheck: (balanced) => change(view, { balanced }),
      }),
    ),
  ];
}

function viewChoice({ state, dispatch }: SettingsView): VNode {
  return h(
    'fieldset',
    { class: 'beside' },
    h('legend', {}, 'Show also'),
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
  const titleOf = (id: VariantId): string =>
    id === 'suggested' ? 'suggested' : id === 'lumped' ? lumpedTitle : recipes[id].title;
  const full = state.beside.length >= 4;
  return h(
    'fieldset',
    { class: 'beside' },
    h('legend', {}, 'Beside it'),
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
