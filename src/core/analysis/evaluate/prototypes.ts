// Classes as they were written before there was a word for them: a constructor function, and methods on its prototype.
import type ts from 'typescript';
import type { FunctionValue, Machine } from './model.ts';
import { read } from './model.ts';

export interface PrototypeMethod {
  readonly of: FunctionValue;
  readonly name: string;
}

/** Functions that the file has put on the prototype of another, by their node. */
export function prototypeMethods(machine: Machine): Map<ts.Node, PrototypeMethod> {
  const methods = new Map<ts.Node, PrototypeMethod>();
  for (const of of machine.pending.values()) {
    const prototype = of.t === 'function' ? read(of.props.get('prototype')) : undefined;
    if (of.t !== 'function' || prototype?.t !== 'object') continue;
    for (const [name, slot] of prototype.props) {
      const method = read(slot);
      if (method?.t === 'function' && name !== 'constructor') methods.set(method.node, { of, name });
    }
  }
  return methods;
}
