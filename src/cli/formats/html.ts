// One file that opens from disk: what was found, the source it was found in, and the panel to try each network in.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from '../../core/network/graph.ts';
import type { Finding } from '../../core/report/finding.ts';
import type { FileResult, LintResult } from '../lint.ts';
import { UsageError } from '../world.ts';
import type { FormatOptions } from './format.ts';

export function html(result: LintResult, { assets }: Pick<FormatOptions, 'assets'>): string {
  const asset = (name: string) => readAsset(assets, name);
  const shown = result.files.filter(({ findings, networks }) => findings.length > 0 || networks.length > 0);
  // Files with findings first: that is what the reader came for.
  const files = [...shown].sort((a, b) => Number(b.findings.length > 0) - Number(a.findings.length > 0));
  const subjects: unknown[] = [];
  const sections = files.map((file) => section(file, subjects)).join('\n');
  const data = JSON.stringify(subjects).replaceAll('<', '\\u003c');
  const nonce = createHash('sha256').update(data).digest('hex').slice(0, 32);
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    'connect-src blob:',
    'img-src data: blob:',
    'worker-src blob:',
  ].join('; ');
  const script = (name: string) => `<script nonce="${nonce}">${inScript(asset(name))}</script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<title>Init Lint: ${escaped(headline(result))}</title>
<style nonce="${nonce}">${asset('panel.css')}${asset('report.css')}</style>
</head>
<body data-nonce="${nonce}">
<div class="report">
<section class="findings" aria-label="Findings">
<h1>${escaped(headline(result))}</h1>
<p>in ${result.summary.files} file${result.summary.files === 1 ? '' : 's'}, by Init Lint</p>
${sections}
</section>
<main class="stage" id="panel"></main>
</div>
<script type="application/json" id="subjects">${data}</script>
<script type="text/plain" id="simulation">${inScript(asset('simulation.js'))}</script>
${script('report.js')}
${script('panel.js')}
</body>
</html>
`;
}

function readAsset(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    throw new UsageError(`The part ${name} of the report is missing from ${folder}.`);
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]);

/** JavaScript that cannot end the element it stands in: in strings and patterns these escapes mean the same. */
const inScript = (code: string): string => code.replace(/<(\/script|!--)/gi, '<\\$1');

function headline({ summary }: LintResult): string {
  const counts = (
    [
      [summary.errors, 'error'],
      [summary.warnings, 'warning'],
      [summary.infos, 'note'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return counts.length === 0 ? 'Nothing to warn of' : counts.join(', ');
}

/** Adds the file's networks to `subjects`, in the order of their buttons. */
function section(file: FileResult, subjects: unknown[]): string {
  const items = file.findings.map((finding) => item(finding, file)).join('\n');
  const parts = file.networks.map((network) => {
    const index = subjects.push(subjectOf(network, file)) - 1;
    return `<button type="button" data-subject="${index}" aria-pressed="false">Simulate ${escaped(network.id)}</button>
${listing(network, file)}`;
  });
  const list = items === '' ? '' : `<ul>\n${items}\n</ul>\n`;
  return `<h2>${escaped(file.path)}</h2>\n${list}${parts.join('\n')}`;
}

function item(finding: Finding, file: FileResult): string {
  const { line, column } = file.places.of(finding.at).start;
  const way = finding.severity === 'off' ? [] : finding.suggestions.slice(0, 1).map(({ title }) => title);
  const notes = [`${line}:${column}`, finding.rule, ...way].map(escaped).join(' · ');
  return `<li class="${finding.severity}">${escaped(finding.message)}<small>${notes}</small></li>`;
}

function subjectOf(network: Network, file: FileResult) {
  const lines = network.layers.map(({ id, at }) => [id, file.places.of(at).start.line] as const);
  return {
    uri: file.path,
    version: 1,
    fileName: file.path,
    network,
    // Nothing can be edited from a report: the panel is not to offer it.
    findings: file.findings
      .filter((finding) => finding.network === network.id)
      .map((finding) => ({ ...finding, suggestions: [] })),
    lines: Object.fromEntries(lines),
  };
}

/** The lines of the source from the network's first to its last; none for a network that has no source. */
function listing(network: Network, file: FileResult): string {
  if (network.at.end === 0) return '';
  const spans = [network.at, ...network.layers.map(({ at }) => at)].filter((at) => at.file === undefined);
  const places = spans.map((at) => file.places.of(at));
  const first = Math.min(...places.map(({ start }) => start.line));
  const last = Math.max(...places.map(({ end }) => end.line));
  const found = new Set(
    file.findings
      .filter(({ severity, at }) => severity !== 'off' && at.file === undefined)
      .map(({ at }) => file.places.of(at).start.line),
  );
  const rows = file.places
    .lines(first, last)
    .map(({ line, offset, text }) => {
      const mark = found.has(line) ? ' class="found"' : '';
      const attributes = `data-file="${escaped(file.path)}" data-start="${offset}" data-line="${line}"`;
      return `<span tabindex="-1"${mark} ${attributes}>${escaped(text)}</span>`;
    })
    .join('');
  return `<pre>${rows}</pre>`;
}
