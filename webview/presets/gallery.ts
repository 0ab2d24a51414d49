// All examples, in the order of the gallery.
import type { Network } from '../../src/core/network/graph.ts';
import { networkOf } from '../preset-network.ts';
import type { Action } from '../state.ts';
import { notebook } from './notebook.ts';
import type { Preset } from './preset.ts';
import { question } from './question.ts';
import { sayings } from './sayings.ts';
import { starts } from './starts.ts';

export interface Group {
  readonly title: string;
  readonly presets: readonly Preset[];
}

export const gallery: readonly Group[] = [
  { title: 'Why random weights, and not random biases?', presets: question },
  { title: 'A notebook on zero initialisation', presets: notebook },
  { title: 'Every kind of start', presets: starts },
  { title: 'Often said', presets: sayings },
];

const all: readonly Preset[] = gallery.flatMap((group) => group.presets);

/** The first one for an id that is not there. */
export const presetOf = (id: string): Preset | undefined => all.find((entry) => entry.id === id) ?? all.at(0);

export function presetNetwork(id: string): Network | null {
  const found = presetOf(id);
  return found === undefined ? null : networkOf(found.sketch);
}

/** Opens an example. The empty id is the gallery itself, which begins with its first example. */
export function presetAction(id: string): Action {
  const found = presetOf(id);
  return {
    kind: 'preset',
    id,
    beside: found?.beside ?? [],
    steps: found?.steps ?? 50,
    views: found?.views ?? [],
  };
}
