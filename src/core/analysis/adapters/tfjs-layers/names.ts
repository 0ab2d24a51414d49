// What layers are called: the name the author gave, the variable's, or the one TensorFlow.js makes.
import type { Machine, ObjectValue } from '../../evaluate/model.ts';
import { asString, read } from '../../evaluate/model.ts';
import { givenName, isLayer } from './layer-facts.ts';

/** Over all networks of a file. */
const maxLayers = 5000;

export class Names {
  readonly #numbers = new Map<ObjectValue, number>();
  readonly #counts: Map<string, number>;
  readonly #names = new Map<ObjectValue, string>();
  /** Layers left to be listed: nested models can multiply beyond any use. */
  left = maxLayers;

  /** TensorFlow.js numbers layers without a name when they are made, each class by itself, over the whole program. */
  constructor(machine: Machine) {
    this.#counts = machine.numbered;
    for (const { object } of machine.made) {
      if (!isLayer(object) || givenName(object) !== undefined) continue;
      this.#numbers.set(object, this.#next(object.data.row.className));
    }
  }

  of(layer: ObjectValue, className: string): string {
    const known = this.#names.get(layer);
    if (known !== undefined) return known;
    const name = givenName(layer) ?? asString(read(layer.name)) ?? this.#numbered(layer, className);
    this.#names.set(layer, name);
    return name;
  }

  #numbered(layer: ObjectValue, className: string): string {
    const number = this.#numbers.get(layer) ?? this.#next(className);
    return `${snakeCase(className)}_${className}${number}`;
  }

  #next(className: string): number {
    const number = (this.#counts.get(className) ?? 0) + 1;
    this.#counts.set(className, number);
    return number;
  }
}

const snakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
