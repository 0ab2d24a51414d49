// From the layers of a network of volumes to a network: flattened where a full connection reads a picture, activations
// with the layer before them.
import type { Layer, Network, NetworkInput, Parameter, Setting } from '../../network/graph.ts';
import type { Span } from '../../network/span.ts';
import type { Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import type { Abstract, Machine } from '../evaluate/model.ts';
import { asNumber } from '../evaluate/model.ts';
import { toValue } from '../evaluate/settings.ts';
import { biasOf, kernelOfStage } from './parameters.ts';
import type { Description, Stage } from './stages.ts';

export interface Read {
  readonly inputs: NetworkInput[];
  readonly layers: Layer[];
  readonly outputs: Network['outputs'];
}

export function layersOf(machine: Machine, stages: readonly Stage[], own: string): Read {
  return new Reader(machine, own).read(stages);
}

class Reader {
  readonly #machine: Machine;
  /** What the library's own start is called in a suggestion. */
  readonly #own: string;
  readonly #inputs: NetworkInput[] = [];
  readonly #layers: Layer[] = [];
  readonly #counts = new Map<string, number>();
  /** undefined before the input, which a list of layers should begin with. */
  #last: string | undefined;
  /** What is read is one row of numbers. */
  #flat = true;

  constructor(machine: Machine, own: string) {
    this.#machine = machine;
    this.#own = own;
  }

  read(stages: readonly Stage[]): Read {
    for (const stage of stages) this.#stage(stage);
    return { inputs: this.#inputs, layers: this.#layers, outputs: this.#above() };
  }

  #stage(stage: Stage): void {
    const { what } = stage.data;
    switch (what.type) {
      case 'input':
        this.#input(stage, what);
        return;
      case 'fc':
        this.#flatten(stage);
        this.#push(stage, 'fc', 'dense', {
          units: toValue(what.units, 'num_neurons'),
          activation: known('linear'),
          useBias: known(what.bias !== undefined),
        });
        return;
      case 'conv':
        this.#push(stage, 'conv', 'conv2d', {
          filters: toValue(what.units, 'filters'),
          ...window(what, 'kernelSize'),
          activation: known('linear'),
          useBias: known(what.bias !== undefined),
        });
        return;
      case 'pool':
        this.#push(stage, 'pool', 'maxPooling2d', window(what, 'poolSize'));
        return;
      case 'activation':
        this.#activation(stage, what.name);
        return;
      case 'dropout':
        this.#push(stage, 'dropout', 'dropout', { rate: toValue(what.rate, 'drop_prob') });
        return;
      case 'opaque':
        this.#push(stage, what.name, 'opaque', {}, what.name);
    }
  }

  #input(stage: Stage, { sx, sy, depth }: Extract<Description, { type: 'input' }>): void {
    const id = this.#id('input');
    this.#last = id;
    this.#flat = asNumber(sx) === 1 && asNumber(sy) === 1;
    const sides = (this.#flat ? [depth] : [sy, sx, depth]).map(asNumber);
    const shape: NetworkInput['shape'] = sides.every((side) => side !== undefined)
      ? known(sides)
      : unknown('the size of the input is not known', this.#machine.span(stage.data.at));
    this.#inputs.push({ id, shape });
  }

  #flatten(stage: Stage): void {
    if (this.#flat) return;
    this.#flat = true;
    this.#push(stage, 'flatten', 'flatten', {}, undefined, []);
  }

  /** The activation of the layer before it, if that has none of its own yet. */
  #activation(stage: Stage, name: string): void {
    const before = this.#layers.at(-1);
    const own = before?.settings['activation'];
    const linear = own?.is === 'known' && own.value === 'linear';
    if (before && linear && (before.kind === 'dense' || before.kind === 'conv2d'))
      this.#layers[this.#layers.length - 1] = {
        ...before,
        settings: { ...before.settings, activation: known(name) },
      };
    else this.#push(stage, name, 'activation', { activation: known(name) });
  }

  #push(
    stage: Stage,
    called: string,
    kind: Layer['kind'],
    settings: Record<string, Value<Setting>>,
    name?: string,
    parameters: readonly Parameter[] = this.#parameters(stage),
  ): void {
    const id = this.#id(called);
    this.#layers.push({
      id,
      kind,
      at: this.#at(stage),
      from: this.#above(),
      settings,
      trainable: known(true),
      parameters,
      ...(name === undefined ? {} : { name }),
    });
    this.#last = id;
  }

  #parameters(stage: Stage): Parameter[] {
    const { what } = stage.data;
    if (what.type !== 'fc' && what.type !== 'conv') return [];
    const kernel = kernelOfStage(this.#machine, stage, what, this.#own);
    return what.bias === undefined ? [kernel] : [kernel, biasOf(this.#machine, stage, what.bias)];
  }

  /** What the next layer reads. */
  #above(): Layer['from'] {
    return this.#last === undefined ? unknown('the layers do not begin with an input') : known([this.#last]);
  }

  #at(stage: Stage): Span {
    return this.#machine.span(stage.data.at);
  }

  #id(called: string): string {
    const count = (this.#counts.get(called) ?? 0) + 1;
    this.#counts.set(called, count);
    return called === 'input' && count === 1 ? called : `${called}${count}`;
  }
}

/** Height before width. A border that keeps the size is “same”; other borders have no name in the network spec. */
function window(
  {
    sx,
    sy,
    stride,
    pad,
  }: { readonly sx: Abstract; readonly sy: Abstract; readonly stride: Abstract; readonly pad: Abstract },
  size: 'kernelSize' | 'poolSize',
): Record<string, Value<Setting>> {
  const [width, height, step, border] = [sx, sy, stride, pad].map(asNumber);
  const keeps = step === 1 && width !== undefined && width === height && border === (width - 1) / 2;
  return {
    [size]:
      width !== undefined && height !== undefined
        ? known([height, width])
        : unknown('its window is not known'),
    strides: toValue(stride, 'stride'),
    padding: border === 0 ? known('valid') : keeps ? known('same') : known(`pad ${border ?? '?'}`),
  };
}
