// What was changed in the panel, as the author would write it: the spellings come from the analysis, here they are only chosen.
import type { Network, Replacement } from '../src/core/network/graph.ts';
import type { Edit } from '../src/core/network/span.ts';
import type { Changes } from './changes.ts';

export interface CodeEdits {
  /** Non-overlapping, for the version of the text that was analysed. */
  readonly edits: readonly Edit[];
  /** One line for each change: "h1.kernel: heNormal". */
  readonly lines: readonly string[];
  /** Changes that have no place or no spelling in the code. */
  readonly unwritten: readonly string[];
}

export function codeEdits(network: Network, changes: Changes): CodeEdits {
  const edits: Edit[] = [];
  const lines: string[] = [];
  const unwritten: string[] = [];
  for (const [key, start] of Object.entries(changes.starts)) {
    const found = replacementsAt(network, key).find(
      (replacement) => JSON.stringify(replacement.start) === JSON.stringify(start),
    );
    if (found === undefined) unwritten.push(key);
    else {
      lines.push(`${key}: ${found.spelling}`);
      // Two parameters may share one expression: it is written once.
      edits.push(...found.edits.filter((edit) => !edits.some((other) => overlap(edit, other))));
    }
  }
  const others = { ...changes.activations, ...changes.units, ...changes.depths };
  return { edits, lines, unwritten: [...unwritten, ...Object.keys(others)] };
}

function replacementsAt(network: Network, key: string): readonly Replacement[] {
  for (const layer of network.layers) {
    for (const parameter of layer.parameters) {
      if (`${layer.id}.${parameter.name}` === key) return parameter.site?.replacements ?? [];
    }
  }
  return [];
}

const overlap = (a: Edit, b: Edit): boolean => a.start < b.end && b.start < a.end;
