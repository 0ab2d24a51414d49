// From groups of neurons to a network of layers. A group that one other group is wholly connected to is a dense layer;
// several senders are a layer each, added up; everything else is there but opaque.
import type { Layer, Network, NetworkInput, Optimizer, Parameter, Setting } from '../../network/graph.ts';
import type { Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import type { Machine } from '../evaluate/model.ts';
import type { Body, Part, Wire } from './parts.ts';
import { biasOf, kernelOfWire } from './parameters.ts';

export interface Training {
  readonly optimizer: Value<Optimizer>;
  /** Share of the hidden neurons that is left out at every step, where the library can do that. */
  readonly dropout?: Value<Setting>;
}

export function networkOf(machine: Machine, body: Body, training: Training): Network | undefined {
  const builder = new Builder(machine, body, training);
  return builder.network();
}

class Builder {
  readonly #machine: Machine;
  readonly #body: Body;
  readonly #training: Training;
  readonly #layers: Layer[] = [];
  readonly #inputs: NetworkInput[] = [];
  readonly #ids = new Map<Part, string>();
  readonly #taken = new Set<string>();

  constructor(machine: Machine, body: Body, training: Training) {
    this.#machine = machine;
    this.#body = body;
    this.#training = training;
  }

  network(): Network | undefined {
    const { library, parts, wires, inputs, outputs, name, at } = this.#body;
    for (const part of parts) {
      if (inputs.has(part)) this.#input(part);
      else
        this.#group(
          part,
          wires.filter(({ to }) => to === part),
          outputs.has(part),
        );
    }
    if (this.#layers.length === 0) return undefined;
    const ends = [...outputs].flatMap((part) => this.#ids.get(part) ?? []);
    return {
      id: name,
      library: library.id,
      at,
      inputs: this.#inputs,
      layers: this.#layers,
      outputs: ends.length > 0 ? known(ends) : unknown('the network has no output that could be read'),
      loss: lossOf([...outputs].at(0)),
      optimizer: this.#training.optimizer,
      batchSize: known(1),
      ...(library.atZero ? { atZero: library.atZero } : {}),
    };
  }

  #input(part: Part): void {
    const id = this.#unique(part.name);
    this.#ids.set(part, id);
    const { size } = part;
    this.#inputs.push({
      id,
      shape:
        size.is === 'known' && typeof size.value === 'number'
          ? known([size.value])
          : unknown('the size of the input is not known'),
    });
  }

  #group(part: Part, wires: readonly Wire[], isOutput: boolean): void {
    const strange =
      part.irregular ??
      wires.map((wire) => this.#strange(wire)).find((why) => why !== undefined) ??
      (wires.length === 0 ? 'nothing is connected to it' : undefined);
    const dropped = !isOutput && this.#training.dropout !== undefined;
    const name = this.#unique(part.name);
    if (strange !== undefined) this.#opaque(part, name, wires, strange);
    else if (wires.length === 1) this.#dense(part, name, wires[0], part.activation, true);
    else this.#sum(part, name, wires);
    this.#ids.set(part, dropped ? this.#dropout(name) : name);
  }

  #strange({ from, pattern }: Wire): string | undefined {
    if (pattern !== 'all') return 'its connections are not all to all';
    return this.#ids.has(from) ? undefined : 'it is connected to itself or to what comes later';
  }

  #dense(part: Part, id: string, wire: Wire, activation: Value<Setting>, biased: boolean): void {
    const parameters: Parameter[] = [kernelOfWire(this.#machine, wire)];
    if (biased) parameters.push(biasOf(this.#machine, part));
    this.#push(id, 'dense', part, [this.#ids.get(wire.from) ?? ''], parameters, {
      units: part.size,
      activation,
      useBias: known(biased),
    });
  }

  /** One dense layer for each sender, the bias with the first; what they add up to is activated. */
  #sum(part: Part, id: string, wires: readonly Wire[]): void {
    const terms = wires.map((wire, index) => {
      const term = this.#unique(`${wire.from.name}_${part.name}`);
      this.#dense(part, term, wire, known('linear'), index === 0);
      return term;
    });
    const linear = part.activation.is === 'known' && part.activation.value === 'linear';
    const sum = linear ? id : this.#unique(`${part.name}_sum`);
    this.#push(sum, 'add', part, terms, [], {});
    if (!linear) this.#push(id, 'activation', part, [sum], [], { activation: part.activation });
  }

  #opaque(part: Part, id: string, wires: readonly Wire[], why: string): void {
    const from = wires.flatMap((wire) => this.#ids.get(wire.from) ?? []);
    this.#layers.push({
      id,
      kind: 'opaque',
      at: part.at,
      from: from.length === wires.length && from.length > 0 ? known(from) : unknown(why),
      settings: { units: part.size },
      trainable: known(true),
      parameters: [...this.#kernels(wires), biasOf(this.#machine, part)],
      name: why,
    });
  }

  /** What can be told of the weights of a layer that is not understood: where they are given, and what is ignored. */
  #kernels(wires: readonly Wire[]): Parameter[] {
    return wires.map((wire, index) => {
      const kernel = kernelOfWire(this.#machine, wire);
      return index === 0 ? kernel : { ...kernel, name: `kernel_${index + 1}` };
    });
  }

  #dropout(from: string): string {
    const id = this.#unique(`${from}_dropout`);
    const at = this.#layers.at(-1)?.at ?? this.#body.at;
    this.#layers.push({
      id,
      kind: 'dropout',
      at,
      from: known([from]),
      settings: { rate: this.#training.dropout ?? unknown('the rate is not known') },
      trainable: known(true),
      parameters: [],
    });
    return id;
  }

  #push(
    id: string,
    kind: Layer['kind'],
    { at }: Part,
    from: readonly string[],
    parameters: readonly Parameter[],
    settings: Layer['settings'],
  ): void {
    this.#layers.push({ id, kind, at, from: known(from), settings, trainable: known(true), parameters });
  }

  #unique(name: string): string {
    let id = name;
    for (let count = 2; this.#taken.has(id); count += 1) id = `${name}_${count}`;
    this.#taken.add(id);
    return id;
  }
}

/**
 * These libraries take `target − output` as the error of the last sum whatever cost is asked for (that one is only
 * printed): the gradient of the cross-entropy behind a logistic function, of the squared error behind none.
 */
function lossOf(output: Part | undefined): Value<string> {
  if (output?.activation.is !== 'known') return unknown('the activation of the output is not known');
  return known(output.activation.value === 'sigmoid' ? 'binaryCrossentropy' : 'meanSquaredError');
}
