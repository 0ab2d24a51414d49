// One expression may start several layers: a loop, a shared options object, a function called twice. It gets one finding.
import type { Finding, Severity } from './finding.ts';
import { alsoStarts } from './messages.ts';

const loudness: Record<Severity, number> = { off: 0, info: 1, warning: 2, error: 3 };

/** Keeps, for every place in the source, the finding that weighs most, and lets it name the other layers that suffer. */
export function onePerSite(findings: readonly Finding[]): Finding[] {
  const sites = new Map<string, Finding[]>();
  for (const finding of findings) {
    const site = `${finding.at.file ?? ''}:${finding.at.start}:${finding.at.end}`;
    const there = sites.get(site);
    if (there) there.push(finding);
    else sites.set(site, [finding]);
  }
  return [...sites.values()].map(worstOf);
}

function worstOf(there: readonly Finding[]): Finding {
  const worst = there.reduce((kept, each) =>
    loudness[each.severity] > loudness[kept.severity] ? each : kept,
  );
  if (worst.severity === 'off') return worst;
  const others = there
    .filter(({ severity, layer }) => severity !== 'off' && layer !== worst.layer)
    .map(({ layer }) => layer);
  return others.length === 0
    ? worst
    : { ...worst, message: `${worst.message} ${alsoStarts([...new Set(others)])}` };
}
