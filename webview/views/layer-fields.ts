// The fields of the selected layer: what it starts from, its activation, how wide it is and how often it stands there.
import type { ActivationName } from '../../src/core/engine/spec.ts';
import type { Layer, ParameterRole } from '../../src/core/network/graph.ts';
import { type Changes, withEntry } from '../changes.ts';
import { activations, biasStarts, kernelStarts, type StartChoice, startLabel } from '../choices.ts';
import { choice, numberField } from '../controls.ts';
import { canRepeat, deepened, deepest } from '../depth.ts';
import type { VNode } from '../dom.ts';
import { sourceNetwork } from '../model.ts';
import type { PanelState } from '../state.ts';
import { text } from '../text.ts';
import type { SettingsView } from './settings-view.ts';
import { startField } from './start-field.ts';

export function layerFields(view: SettingsView): readonly (VNode | null)[] {
  const layer = view.model.network.layers.find((entry) => entry.id === view.focus);
  if (layer === undefined) return [layerChoice(view)];
  return [
    layerChoice(view),
    ...startFields(view, layer, 'kernel', kernelStarts),
    ...startFields(view, layer, 'recurrent', kernelStarts),
    ...startFields(view, layer, 'bias', biasStarts),
    activationChoice(view, layer),
    unitsField(view, layer),
    depthField(view, layer),
  ];
}

const change = ({ state, dispatch }: SettingsView, part: Partial<Changes>): void =>
  dispatch({ kind: 'change', changes: { ...state.changes, ...part } });

function layerChoice({ model, focus, dispatch }: SettingsView): VNode {
  const layers = model.network.layers.filter((layer) => layer.parameters.length > 0);
  return choice({
    label: text.settings.layer,
    value: focus ?? '',
    choices: layers.map((layer) => ({ value: layer.id, label: layer.id })),
    onChoose: (id) => dispatch({ kind: 'focus', layer: id }),
  });
}

function startFields(
  view: SettingsView,
  layer: Layer,
  role: ParameterRole & keyof typeof text.settings.starts,
  offered: readonly StartChoice[],
): readonly VNode[] {
  const parameter = layer.parameters.find((entry) => entry.role === role);
  if (parameter === undefined) return [];
  const key = `${layer.id}.${parameter.name}`;
  const { starts } = view.state.changes;
  return startField({
    label: text.settings.starts[role],
    offered,
    value: starts[key] ?? null,
    written: writtenStart(view.state, layer.id, parameter.name),
    onStart: (start) => change(view, { starts: withEntry(starts, key, start) }),
  });
}

/** What the code or the example says, whatever has been changed since. */
function writtenStart(state: PanelState, layer: string, name: string): string {
  const source = sourceNetwork(state);
  const start = (source === null ? [] : deepened(source, state.changes.depths))
    .find((entry) => entry.id === layer)
    ?.parameters.find((entry) => entry.name === name)?.start;
  return start?.is === 'known' ? startLabel(start.value) : text.starts.unknown;
}

function activationChoice(view: SettingsView, layer: Layer): VNode | null {
  const { activation: value } = layer.settings as Readonly<Partial<typeof layer.settings>>;
  if (value === undefined) return null;
  const set = view.state.changes.activations;
  const current = value.is === 'known' && typeof value.value === 'string' ? value.value : 'linear';
  const names = activations.some((name) => name === current) ? activations : [current, ...activations];
  return choice({
    label: text.settings.activation,
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
  const settings = layer.settings as Readonly<Partial<typeof layer.settings>>;
  const value = settings['units'] ?? settings['filters'];
  const isOutput = view.model.variants.at(0)?.spec.outputs.includes(layer.id) !== false;
  if (isOutput || value?.is !== 'known' || typeof value.value !== 'number') return null;
  return numberField({
    label: text.settings.units,
    value: value.value,
    changed: units[layer.id] !== undefined,
    accepts: (number) => Number.isInteger(number) && number >= 1 && number <= 512,
    onNumber: (number) => change(view, { units: withEntry(units, layer.id, number) }),
  });
}

/** How many such layers stand in a row. A copy is a layer of its own: it has no depth, but starts of its own. */
function depthField(view: SettingsView, layer: Layer): VNode | null {
  const { depths } = view.state.changes;
  const source = sourceNetwork(view.state);
  const written = source?.layers.find((entry) => entry.id === layer.id);
  if (source === null || written === undefined || !canRepeat(source, written)) return null;
  return numberField({
    label: text.settings.depth,
    value: depths[layer.id] ?? 1,
    changed: depths[layer.id] !== undefined,
    accepts: (number) => Number.isInteger(number) && number >= 0 && number <= deepest,
    onNumber: (number) => change(view, { depths: withEntry(depths, layer.id, number === 1 ? null : number) }),
  });
}
