// Every library the analysis knows. A new one is a file beside these and a line here.
import type { Adapter } from './adapter.ts';
import { plain } from './plain.ts';
import { tfjsCore } from './tfjs-core.ts';
import { tfjsLayers } from './tfjs-layers.ts';

export const adapters: readonly Adapter[] = [tfjsLayers, tfjsCore, plain];
