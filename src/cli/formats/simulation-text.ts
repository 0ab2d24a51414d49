// What happened in a run, for people: the network, the loss, and for each layer how many units count and when it woke up.
import pc from 'picocolors';
import type { LayerHistory } from '../../core/engine/history.ts';
import type { LayerSpec, NetworkSpec, OptimizerSpec } from '../../core/engine/spec.ts';
import type { LayerPrediction } from '../../core/verdict/verdict.ts';
import type { Simulation } from '../simulate.ts';
import { printable } from '../world.ts';
import { mainParameter } from './simulation-json.ts';
import { brokenMark, scaleOf, sparkline, zeroMark } from './sparkline.ts';

type Colors = ReturnType<typeof pc.createColors>;

const defaultWidth = 100;

/** `columns`: those of the terminal, 0 where there is none. */
export function simulationText(simulation: Simulation, color: boolean, columns: number): string {
  const c = pc.createColors(color);
  const width = Math.max(20, Math.min(columns || defaultWidth, 160) - 58);
  return [
    heading(simulation, c),
    lossLine(simulation, width, c),
    layerTable(simulation, width, c),
    comparison(simulation, width, c),
    conclusions(simulation, c),
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('\n');
}

function heading({ name, place, spec, seed, assumptions }: Simulation, c: Colors): string {
  const title =
    name === place ? c.bold(printable(name)) : `${c.bold(printable(name))}  ${c.dim(printable(place))}`;
  const data = spec.data.kind === 'given' ? 'data as given' : `${spec.data.kind} data`;
  const batch = spec.batchSize ? `batches of ${spec.batchSize}` : 'full batch';
  const facts = [spec.loss, optimizerText(spec.optimizer), batch, data, `seed ${seed}`];
  return [
    title,
    networkText(spec),
    c.dim(facts.join(' · ')),
    ...assumptions.map((text) => c.dim(`assumed  ${printable(text)}`)),
  ].join('\n');
}

function networkText(spec: NetworkSpec): string {
  const inputs = spec.inputs.map(({ shape }) => `${shape.join('×')} inputs`).join(' + ');
  return [inputs, ...spec.layers.map(layerText)].join(' → ');
}

function layerText(layer: LayerSpec): string {
  const size = 'units' in layer ? layer.units : 'filters' in layer ? layer.filters : undefined;
  const activation = 'activation' in layer ? layer.activation : undefined;
  const parts = [layer.id, size, activation === 'linear' ? undefined : activation];
  return printable(parts.filter((part) => part !== undefined).join(' '));
}

const optimizerText = (optimizer: OptimizerSpec): string =>
  optimizer.learningRate === undefined ? optimizer.kind : `${optimizer.kind} ${optimizer.learningRate}`;

function lossLine({ run, steps }: Simulation, width: number, c: Colors): string {
  const { loss } = run.history;
  const scale = scaleOf(loss, 'linear');
  const line = scale ? sparkline(loss, scale, width) : brokenMark;
  return `loss  ${number(loss[0])}  ${c.cyan(line)}  ${number(loss.at(-1))}  ${c.dim(`after ${plural(steps, 'step')}`)}`;
}

function layerTable({ run, prediction, steps }: Simulation, width: number, c: Colors): string {
  const layers = run.history.layers.filter(hasParameters);
  const norms = layers.flatMap((layer) => layer.gradientNorms[leading(layer)] ?? []);
  const scale = scaleOf(norms, 'log') ?? { low: 1, high: 1, kind: 'log' as const };
  const rows = layers.map((layer) => {
    const name = leading(layer);
    const predicted = prediction.layers.find(({ id }) => id === layer.id);
    const distinct = layer.effectiveWidth.at(-1) ?? layer.units;
    const series = layer.gradientNorms[name] ?? [];
    return [
      { text: printable(layer.id), paint: c.bold },
      { text: `${distinct} of ${layer.units}`, paint: distinct < layer.units ? c.red : c.green },
      firstStep(layer.firstGradientStep[name] ?? null, predicted, name, steps, c),
      { text: sparkline(series, scale, width), paint: c.cyan },
    ];
  });
  const over = steps > 0 ? `size of the gradient, steps 1 to ${steps}` : '';
  const head = ['layer', 'effective width', 'first gradient', over].map((text) => ({ text, paint: c.dim }));
  const legend =
    steps > 0
      ? c.dim(
          `${zeroMark} exactly zero   ▁ … █ from ${number(scale.low)} to ${number(scale.high)}, logarithmic   ${brokenMark} not a number`,
        )
      : '';
  return [table([head, ...rows]), legend].filter((part) => part !== '').join('\n');
}

/** One row per start, all losses on one scale. */
function comparison({ run, compared, spec }: Simulation, width: number, c: Colors): string {
  if (compared.length === 0) return '';
  const rows = [{ start: 'as written', run }, ...compared];
  const scale = scaleOf(
    rows.flatMap((row) => row.run.history.loss),
    'linear',
  );
  const cells = rows.map((row) => {
    const { loss, layers } = row.run.history;
    const widths = layers
      .filter(({ id }) => !spec.outputs.includes(id))
      .filter(hasParameters)
      .map(({ effectiveWidth, units }) => `${effectiveWidth.at(-1) ?? units} of ${units}`);
    return [
      { text: row.start, paint: c.bold },
      { text: number(loss.at(-1)), paint: c.reset },
      { text: widths.join(', '), paint: c.reset },
      { text: scale ? sparkline(loss, scale, width) : brokenMark, paint: c.cyan },
    ];
  });
  const head = ['start', 'loss', 'effective widths', 'loss, one scale for all'];
  return table([head.map((text) => ({ text, paint: c.dim })), ...cells]);
}

interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

function firstStep(
  measured: number | null,
  predicted: LayerPrediction | undefined,
  parameter: string,
  steps: number,
  c: Colors,
): Cell {
  const expected = predicted?.firstSteps[parameter] ?? null;
  const name = (step: number | null) => (step === null ? 'never' : `step ${step}`);
  // A run of 50 steps cannot tell "never" from "step 51".
  const agrees = measured === expected || (measured === null && expected !== null && expected > steps);
  const text = agrees ? `${name(measured)}, as predicted` : `${name(measured)}, predicted ${name(expected)}`;
  return { text, paint: measured === null ? c.red : measured === 1 ? c.green : c.yellow };
}

function table(rows: readonly (readonly Cell[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map(({ text, paint }, column) => {
          const padding = column === row.length - 1 ? '' : ' '.repeat((widths[column] ?? 0) - text.length);
          return `${paint(text)}${padding}`;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function conclusions({ run, spec, steps }: Simulation, c: Colors): string {
  const { layers } = run.history;
  const hidden = layers.filter(({ id }) => !spec.outputs.includes(id)).filter(hasParameters);
  const collapsed = hidden
    .map((layer) => ({ ...layer, distinct: layer.effectiveWidth.at(-1) ?? layer.units }))
    .filter(({ distinct, units }) => distinct < units)
    .map(({ id, units, distinct }) => {
      const copies = distinct === 1 ? 'all are copies of each other' : 'the others are copies';
      return `The ${units} units of ${printable(id)} work as ${distinct}: ${copies}, after ${plural(steps, 'step')} as at the start.`;
    });
  const still = layers.flatMap((layer) =>
    Object.entries(layer.firstGradientStep)
      .filter(([, step]) => step === null && steps > 0)
      .map(([name]) => `${printable(layer.id)}.${name}`),
  );
  const moved = still.length === 0 ? [] : [`Never moved in ${plural(steps, 'step')}: ${still.join(', ')}.`];
  return [...collapsed, ...moved].map((text) => c.yellow(text)).join('\n');
}

const hasParameters = (layer: LayerHistory): boolean => Object.keys(layer.gradientNorms).length > 0;

/** The kernel where there is one, else the first parameter. */
const leading = (layer: LayerHistory): string =>
  mainParameter(layer) ?? Object.keys(layer.gradientNorms).at(0) ?? '';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function number(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return 'not a number';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(1) : value.toPrecision(4);
}
