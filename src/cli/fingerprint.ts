// What stays of a finding when its line moves: the file, the rule, and the parameter it speaks of.
import { createHash } from 'node:crypto';
import type { Finding } from '../core/report/finding.ts';

/** Like sites in one file are told apart by their order, so that fixing one leaves the others their prints. */
export function fingerprints(path: string, findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, network, layer, parameter, initializer }) => {
    const key = JSON.stringify([rule, path, network, layer, parameter, initializer]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}:${count}`;
  });
}
