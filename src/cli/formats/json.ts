// The output that other programs rely on: fields are only ever added.
import type { Layer, Network, Setting } from '../../core/network/graph.ts';
import type { Span } from '../../core/network/span.ts';
import type { Finding } from '../../core/report/finding.ts';
import type { FaintestGradient } from '../../core/verdict/verdict.ts';
import type { Places } from '../lines.ts';
import type { FileResult, LintResult } from '../lint.ts';

export function json(result: LintResult): string {
  const output = { version: 1, files: result.files.map(fileOf), summary: result.summary };
  return `${JSON.stringify(output, null, 2)}\n`;
}

const fileOf = (file: FileResult) => ({
  path: file.path,
  findings: file.findings.map((finding) => findingOf(finding, file)),
  networks: file.networks.map((network) => networkOf(network, file)),
  problems: file.problems.map(({ message, at }) => ({
    message,
    line: at ? file.places.of(at).start.line : null,
  })),
});

const findingOf = (finding: Finding, file: FileResult) => ({
  rule: finding.rule,
  severity: finding.severity,
  message: finding.message,
  ...range(finding.at, file.places),
  library: finding.library,
  network: finding.network,
  layer: finding.layer,
  parameter: finding.parameter,
  initializer: finding.initializer,
  verdict: {
    kind: finding.verdict.kind,
    ...(finding.verdict.because === undefined ? {} : { because: finding.verdict.because }),
    units: finding.verdict.units,
    effectiveWidth: finding.verdict.effectiveWidth,
    firstGradientStep: finding.verdict.firstGradientStep,
    ...(finding.verdict.faintest ? { faintest: faintestOf(finding.verdict.faintest) } : {}),
    ...(finding.verdict.cases === undefined ? {} : { cases: finding.verdict.cases }),
  },
  why: finding.why,
  related: finding.related.map(({ message, at }) => ({ message, ...file.places.of(at) })),
  suggestions: finding.suggestions.map(({ title, edits }) => ({
    title,
    edits: edits.map(({ start, end, text }) => ({ start, end, text })),
  })),
});

/** An entry of that gradient is about 10 to the power `decades`. */
const faintestOf = ({ layer, step, order, decades, roundsToZero }: FaintestGradient) => ({
  layer,
  step,
  order,
  decades: Math.round(decades),
  roundsToZero,
});

function range(at: Span, places: Places) {
  const { start, end } = places.of(at);
  return { start, end };
}

const networkOf = (network: Network, file: FileResult) => ({
  id: network.id,
  library: network.library,
  ...range(network.at, file.places),
  layers: network.layers.map((layer) => ({
    id: layer.id,
    kind: layer.kind,
    units: unitsOf(layer),
    activation: activationOf(layer),
    line: file.places.of(layer.at).start.line,
  })),
});

function known(layer: Layer, setting: string): Setting | undefined {
  const value = Object.hasOwn(layer.settings, setting) ? layer.settings[setting] : undefined;
  return value?.is === 'known' ? value.value : undefined;
}

/** Units, filters or output dimensions, whichever the layer's kind has; null where the source does not say. */
function unitsOf(layer: Layer): number | null {
  for (const setting of ['units', 'filters', 'outputDim']) {
    const value = known(layer, setting);
    if (typeof value === 'number') return value;
  }
  return null;
}

function activationOf(layer: Layer): string | null {
  const value = known(layer, 'activation');
  return typeof value === 'string' ? value : null;
}
