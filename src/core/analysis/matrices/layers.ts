// Layers that libraries make: objects that keep their matrices as properties and compute with them.
import type { Abstract, Call, Machine, ObjectValue } from '../evaluate/model.ts';
import { makeObject, native, undefinedValue } from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import type { MatrixKind, Operation } from './matrix.ts';
import { add, product } from './operations.ts';

/** Kept with such an object, which is known by it. */
export class LayerFacts {
  readonly kind: MatrixKind;

  constructor(kind: MatrixKind) {
    this.kind = kind;
  }
}

/** An object with these properties whose method `forward` computes; a call of the object itself does the same. */
export function makeLayer(
  machine: Machine,
  kind: MatrixKind,
  call: Call,
  properties: Readonly<Record<string, Abstract>>,
  forward: Operation,
): ObjectValue {
  const proto = makeObject(machine);
  const run = native('forward', (inner, outer, self) =>
    forward({ machine: inner, kind, args: [self, ...outer.args], call: outer }),
  );
  for (const name of ['forward', '()']) proto.props.set(name, { born: 0, value: run });
  const layer = makeObject(machine, { proto, made: call.at, data: new LayerFacts(kind) });
  for (const [name, value] of Object.entries(properties)) putProperty(machine, layer, name, value, call.at);
  return layer;
}

/** x · weights + bias, by the names of the layer's properties. */
export const affine =
  (weights: string, bias: string | undefined): Operation =>
  (given) => {
    const [self = undefinedValue, x = undefinedValue] = given.args;
    const property = (name: string): Abstract => given.machine.get(self, name, given.call.frame);
    const sum = product({ ...given, args: [x, property(weights)] });
    return bias === undefined ? sum : add({ ...given, args: [sum, property(bias)] });
  };
