// Where a name comes from: which imports and globals bring which library.
import type { Adapter } from './adapters/adapter.ts';
import type { Abstract, LibraryValue } from './evaluate/model.ts';

/** Packages that carry another library inside, and under which name. */
const carriers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  danfojs: { tensorflow: 'tfjs' },
  ml5: { tf: 'tfjs' },
};

const carrierPackages: Readonly<Record<string, string>> = {
  danfojs: 'danfojs',
  'danfojs-node': 'danfojs',
};

const carrierGlobals: Readonly<Record<string, string>> = { dfd: 'danfojs' };

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const whole = (library: string): LibraryValue => ({ t: 'library', library, path: [] });

export function libraryOfImport(adapters: readonly Adapter[], specifier: string): LibraryValue | undefined {
  const bare = packageName(specifier);
  const part = adapters.find(({ parts }) => parts && Object.hasOwn(parts, bare));
  if (part) return { ...whole(part.library), path: part.parts?.[bare] ?? [] };
  const adapter = adapters.find(({ packages }) => packages.includes(bare));
  const library = adapter?.library ?? own(carrierPackages, bare);
  return library === undefined ? undefined : whole(library);
}

/** Whether importing this gives what the adapter knows: itself, or inside another package. */
export function bringsLibrary({ library, packages }: Adapter, specifier: string): boolean {
  const bare = packageName(specifier);
  const carrier = own(carrierPackages, bare);
  return packages.includes(bare) || (carrier !== undefined && carries(carrier, library));
}

/** Names that scripts know the library by without importing it. */
export const globalsOf = (adapters: readonly Adapter[], library: string): string[] => [
  ...adapters.flatMap((adapter) => (adapter.library === library ? adapter.globals : [])),
  ...Object.keys(carrierGlobals).filter((name) => carries(carrierGlobals[name] ?? '', library)),
];

const carries = (carrier: string, library: string): boolean =>
  Object.values(carriers[carrier] ?? {}).includes(library);

/** "@scope/name/dist/x.js" → "@scope/name"; the same for a CDN's address, whatever its version. */
function packageName(specifier: string): string {
  const path = specifier.replace(/^https?:\/\/[^/]+\/(npm\/|pin\/)?/, '').replace(/^npm:/, '');
  const found = /^(@[^/@]+\/[^/@]+|[^/@]+)/.exec(path);
  return found?.[1] ?? specifier;
}

export function libraryOfGlobal(adapters: readonly Adapter[], name: string): LibraryValue | undefined {
  const adapter = adapters.find(({ globals }) => globals.includes(name));
  const library = adapter?.library ?? own(carrierGlobals, name);
  return library === undefined ? undefined : whole(library);
}

export function memberOfLibrary(value: LibraryValue, name: string): Abstract {
  if (name === 'default') return value;
  if (value.path.length === 0) {
    const carried = own(carriers[value.library] ?? {}, name);
    if (carried !== undefined) return whole(carried);
  }
  return { ...value, path: [...value.path, name] };
}
