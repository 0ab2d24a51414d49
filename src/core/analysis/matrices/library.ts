// A library of matrices as an adapter: its functions and methods are followed, and the networks that are written with them
// are read like those written with arrays.
import type { LibraryId } from '../../network/graph.ts';
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import type { MatrixKind, Operation, Operations } from './matrix.ts';
import { factsOf } from './matrix.ts';

interface Library {
  readonly id: LibraryId;
  readonly packages: readonly string[];
  readonly globals: readonly string[];
  readonly kind: MatrixKind;
  /** By the path from the library's name. */
  readonly functions: Operations;
  /** Names in front of which a path is the same without them. */
  readonly prefix?: string;
}

/** The parts of an adapter that follow a library. */
export function followed({ id, packages, globals, kind, functions, prefix }: Library) {
  const operationAt = (path: readonly string[]): Operation | undefined => {
    const own = path[0] === prefix ? path.slice(1) : path;
    const name = own.join('.');
    return Object.hasOwn(functions, name) ? functions[name] : undefined;
  };
  return {
    id,
    library: id,
    packages,
    globals,
    // Its networks are those that the program computes by hand: no text alone is a sign of one.
    signs: [/^(?!)/],
    telling: [],
    call(machine: Machine, path: readonly string[], call: Call): Abstract | undefined {
      const value = operationAt(path)?.({ machine, kind, args: call.args, call });
      const first = call.args.at(0);
      if (value && first) machine.flows?.called(value, first, call);
      return value;
    },
    unknownMethod(machine: Machine, self: Abstract, name: string, call: Call): Abstract | undefined {
      const isOfKind = call.args.some((arg) => factsOf(arg)?.kind === kind);
      const method = Object.hasOwn(kind.methods, name) ? kind.methods[name] : undefined;
      return isOfKind ? method?.({ machine, kind, args: [self, ...call.args], call }) : undefined;
    },
    networks: () => [],
  };
}
