// How the network is trained: optimizer, loss, batches, data and seed.
import type { GeneratorName, LossName, NetworkSpec } from '../../src/core/engine/spec.ts';
import type { Changes, OptimizerName } from '../changes.ts';
import { batchSizes, dataSets, losses, optimizers } from '../choices.ts';
import { check, choice, numberField } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import { text } from '../text.ts';
import type { SettingsView } from './settings-view.ts';

const words = text.settings;

export function trainingFields(
  { state, model, dispatch }: SettingsView,
  spec: NetworkSpec,
): readonly VNode[] {
  const { changes } = state;
  const { data, batchSize } = spec;
  const change = (part: Partial<Changes>): void =>
    dispatch({ kind: 'change', changes: { ...changes, ...part } });
  return [
    choice<OptimizerName>({
      label: words.optimizer,
      value: optimizers.find((name) => name === spec.optimizer.kind) ?? 'sgd',
      changed: changes.optimizer !== null,
      choices: optimizers.map((name) => ({ value: name, label: name })),
      onChoose: (optimizer) => change({ optimizer }),
    }),
    numberField({
      label: words.learningRate,
      value: spec.optimizer.learningRate ?? 0.001,
      changed: changes.learningRate !== null,
      accepts: (value) => value > 0,
      onNumber: (learningRate) => change({ learningRate }),
    }),
    choice<LossName>({
      label: words.loss,
      value: spec.loss,
      changed: changes.loss !== null,
      choices: losses.map((name) => ({ value: name, label: name })),
      onChoose: (loss) => change({ loss }),
    }),
    choice({
      label: words.batch,
      value: batchSize == null ? 'full' : String(batchSize),
      changed: changes.batchSize !== null,
      choices: batchSizes(batchSize ?? null).map((size) => ({
        value: String(size),
        label: size === 'full' ? words.allSamples : words.samples(size),
      })),
      onChoose: (size) => change({ batchSize: size === 'full' ? 'full' : Number(size) }),
    }),
    choice<GeneratorName | 'given'>({
      label: words.data,
      value: data.kind,
      changed: changes.data !== null,
      choices: [
        ...(data.kind === 'given' ? [{ value: 'given' as const, label: words.asGiven }] : []),
        ...dataSets.map((name) => ({ value: name, label: name })),
      ],
      onChoose: (name) => change({ data: name === 'given' ? null : name }),
    }),
    numberField({
      label: words.seed,
      value: model.seed,
      changed: changes.seed !== null,
      accepts: (value) => Number.isSafeInteger(value) && value >= 0,
      onNumber: (seed) => change({ seed }),
    }),
    h(
      'div',
      { class: 'field' },
      check({
        label: words.balanced,
        checked: data.kind !== 'given' && data.balanced === true,
        onCheck: (balanced) => change({ balanced }),
      }),
    ),
  ];
}
