// Whether a file can make a network at all, told from its names alone: most files that mention a library only use what
// others have made, and are not run.
import type { Adapter } from './adapters/adapter.ts';
import type { ImportBinding, Module } from './evaluate/model.ts';
import type { Survey } from './evaluate/survey.ts';
import type { ModuleLoader } from './modules.ts';
import { bringsLibrary, globalsOf } from './origin.ts';

/** Files that hand a library on to other files may do so over this many steps. */
const maxHops = 8;

export function mayMakeNetworks(
  adapters: readonly Adapter[],
  module: Module,
  { mentions, calls, required }: Survey,
  loader: ModuleLoader,
): boolean {
  return adapters.some((adapter) => {
    if (adapter.makers === undefined) return true;
    if (!calls(adapter.makers)) return false;
    if (mentions(globalsOf(adapters, adapter.library))) return true;
    const reach = new Reach(adapter, loader);
    return (
      [...module.imports.values()].some((binding) => reach.by(binding, module, 0)) ||
      required.some((specifier) => reach.by({ specifier, imported: '*' }, module, 0))
    );
  });
}

class Reach {
  readonly #adapter: Adapter;
  readonly #loader: ModuleLoader;
  /** Names looked up so far, by module: files may hand each other on in a circle. */
  readonly #asked = new Set<string>();

  constructor(adapter: Adapter, loader: ModuleLoader) {
    this.#adapter = adapter;
    this.#loader = loader;
  }

  /** Whether a name that is imported so can be the library, or a part of it. */
  by({ specifier, imported }: ImportBinding, from: Module, hops: number): boolean {
    if (bringsLibrary(this.#adapter, specifier)) return true;
    const module = this.#loader.load(specifier, from);
    if (!module || 't' in module || hops > maxHops) return false;
    const key = `${module.path}\n${imported}`;
    if (this.#asked.has(key)) return false;
    this.#asked.add(key);
    // What a CommonJS file hands out is known only by running it.
    if (module.exports.size === 0 && module.stars.length === 0)
      return this.#adapter.packages.some((name) => isQuoted(name, module.source.text));
    const names = imported === '*' ? [...module.exports.keys()] : [imported];
    return (
      names.some((name) => this.#handsOn(module, name, hops)) ||
      module.stars.some((star) => this.by({ specifier: star, imported }, module, hops + 1))
    );
  }

  #handsOn(module: Module, name: string, hops: number): boolean {
    const entry = module.exports.get(name);
    const binding = typeof entry === 'string' ? module.imports.get(entry) : entry;
    return binding !== undefined && this.by(binding, module, hops + 1);
  }
}

const isQuoted = (name: string, text: string): boolean =>
  text.includes(`'${name}'`) || text.includes(`"${name}"`);
