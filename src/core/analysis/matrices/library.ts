// A library of matrices as an adapter: its functions and methods are followed, and the networks that are written with them
// are read like those written with arrays.
import type { LibraryId } from '../../network/graph.ts';
import type { Abstract, Call, LibraryValue, Machine, ObjectValue } from '../evaluate/model.ts';
import type { MatrixKind, Operation, Operations } from './matrix.ts';
import { factsOf } from './matrix.ts';

interface Library {
  readonly id: LibraryId;
  readonly packages: readonly string[];
  readonly parts?: Readonly<Record<string, readonly string[]>>;
  readonly globals: readonly string[];
  readonly kind: MatrixKind;
  /** By the path from the library's name. */
  readonly functions: Operations;
  /** Names in front of which a path is the same without them. */
  readonly prefix?: string;
  /** The text of every file that trains with it; absent where the program computes gradients by itself. */
  readonly signs?: readonly RegExp[];
  /** Methods that classes of the program inherit. */
  readonly inherited?: Operations;
}

const named = (operations: Operations, name: string): Operation | undefined =>
  Object.hasOwn(operations, name) ? operations[name] : undefined;

/** The parts of an adapter that follow a library. */
export function followed({ id, kind, functions, prefix, signs, inherited = {}, ...names }: Library) {
  return {
    id,
    library: id,
    ...names,
    isByHand: true as const,
    // Its networks are those that the program computes by hand: no text alone is a sign of one.
    signs: signs ?? [/^(?!)/],
    telling: [],
    call(machine: Machine, path: readonly string[], call: Call): Abstract | undefined {
      const own = path[0] === prefix ? path.slice(1) : path;
      const value = named(functions, own.join('.'))?.({ machine, kind, args: call.args, call });
      const first = call.args.at(0);
      if (value && first) machine.flows?.called(value, first, call);
      return value;
    },
    inheritedMethod(
      machine: Machine,
      _base: LibraryValue,
      self: ObjectValue,
      name: string,
      call: Call,
    ): Abstract | undefined {
      return named(inherited, name)?.({ machine, kind, args: [self, ...call.args], call });
    },
    unknownMethod(machine: Machine, self: Abstract, name: string, call: Call): Abstract | undefined {
      const isOfKind = call.args.some((arg) => factsOf(arg)?.kind === kind);
      const method = isOfKind ? named(kind.methods, name) : undefined;
      return method?.({ machine, kind, args: [self, ...call.args], call });
    },
    networks: () => [],
  };
}
