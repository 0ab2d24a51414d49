// Every library the analysis knows. A new one is a file beside these and a line here.
import type { Adapter } from './adapter.ts';
import { brain } from './brain.ts';
import { carrot } from './carrot.ts';
import { convnetjs } from './convnetjs.ts';
import { jaxJs } from './jax-js.ts';
import { jsPytorch } from './js-pytorch.ts';
import { mlFnn } from './ml-fnn.ts';
import { mathjs } from './mathjs.ts';
import { mlMatrix } from './ml-matrix.ts';
import { ml5 } from './ml5.ts';
import { ndarray } from './ndarray.ts';
import { neataptic } from './neataptic.ts';
import { numjs } from './numjs.ts';
import { plain } from './plain.ts';
import { shumai } from './shumai.ts';
import { synaptic } from './synaptic.ts';
import { tfjsCore } from './tfjs-core.ts';
import { tfjsLayers } from './tfjs-layers.ts';
import { toygrad } from './toygrad.ts';

export const adapters: readonly Adapter[] = [
  tfjsLayers,
  tfjsCore,
  brain,
  synaptic,
  neataptic,
  carrot,
  convnetjs,
  mlFnn,
  toygrad,
  ml5,
  mathjs,
  mlMatrix,
  numjs,
  ndarray,
  jsPytorch,
  jaxJs,
  shumai,
  plain,
];
