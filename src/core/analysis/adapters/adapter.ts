// What a library is to the analysis: names, what its functions make, and how its objects become networks.
import type { LibraryId, Network } from '../../network/graph.ts';
import type { Abstract, Call, LibraryValue, Machine, ObjectValue, TensorValue } from '../evaluate/model.ts';

export interface Adapter {
  readonly id: LibraryId;
  /** The namespace its names live in; adapters of one library share it. */
  readonly library: string;
  /** Import specifiers that bring the namespace. */
  readonly packages: readonly string[];
  /** Packages that belong to it, with the names under which the namespace keeps what they export. */
  readonly parts?: Readonly<Record<string, readonly string[]>>;
  /** Names a script tag gives it. */
  readonly globals: readonly string[];
  /** Names of which one is written in every file that makes such a network; absent: any file may. */
  readonly makers?: readonly string[];
  /** Each is found somewhere in every file that makes one of its networks; other files are not even parsed. */
  readonly signs: readonly RegExp[];
  /** Its networks are what the program computes with its numbers: files that use it are read like those of no library. */
  readonly isByHand?: true;
  /** Names without which a function leaves its networks as they are: they are run only if somebody calls them. */
  readonly telling: readonly string[];
  /** The value of a call of `library.path`; undefined when the adapter has nothing to say about it. */
  call(machine: Machine, path: readonly string[], call: Call): Abstract | undefined;
  /** The value of a method call on a tensor. */
  tensorMethod?(machine: Machine, self: TensorValue, name: string, call: Call): Abstract | undefined;
  /** A method that a class of the program inherits from the library's class `base`; `()` is a call of the object itself. */
  inheritedMethod?(
    machine: Machine,
    base: LibraryValue,
    self: ObjectValue,
    name: string,
    call: Call,
  ): Abstract | undefined;
  /** A method call on something that is not known, by which it shows itself to be of this library. */
  unknownMethod?(machine: Machine, self: Abstract, name: string, call: Call): Abstract | undefined;
  /** `optimizer.minimize(f)` */
  optimize?(machine: Machine, optimizer: Abstract, call: Call): Abstract;
  /** A JSON file that holds a model; `call` has its contents as the only argument. */
  modelFile?(machine: Machine, call: Call): void;
  /** The networks made in the run, in the order in which the source makes them. Ids need not be unique yet. */
  networks(machine: Machine): Network[];
}
