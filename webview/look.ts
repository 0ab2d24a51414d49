// What a link carries: everything that was set, without the network, which is read from the code again. A link comes
// from anywhere, so every part of it is checked, and what is not as it should be is left out.
import { type ById, type Changes, noChanges, type PlainStart } from './changes.ts';
import { activations, dataSets, losses, optimizers } from './choices.ts';
import { deepest } from './depth.ts';
import { initialState, mostBeside, type PanelState, stepCounts, viewNames } from './state.ts';
import { variantIds } from './variants.ts';

const settings = ['changes', 'beside', 'own', 'steps', 'step', 'views', 'focus'] as const;

/** As text for an address: letters, digits, "-" and "_". Only what differs from a panel just opened is in it. */
export function lookOf(state: PanelState): string {
  const set = settings.filter((name) => JSON.stringify(state[name]) !== JSON.stringify(initialState[name]));
  const entries = set.map((name): readonly [string, unknown] => [
    name,
    name === 'changes' ? differing(state.changes) : state[name],
  ]);
  const { source } = state;
  if (source.kind === 'preset') entries.push(['preset', [source.id, source.page]]);
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

const differing = (changes: Changes): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(changes).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(noChanges[name as keyof Changes]),
    ),
  );

/** The state with what the link says; the very state for what is no link of ours. */
export function withLook(state: PanelState, look: string): PanelState {
  const found = decoded(look);
  if (found === null) return state;
  const { preset } = found;
  const [id, page] = Array.isArray(preset) ? (preset as readonly unknown[]) : [];
  const steps = whole(found['steps'], 1, stepCounts.at(-1)) ?? state.steps;
  const own = record(found['own']);
  return {
    ...state,
    ...(typeof id === 'string' && {
      source: { kind: 'preset', id, page: whole(page, 0, 100) ?? 0 } as const,
    }),
    changes: changesIn(record(found['changes'])),
    past: [],
    future: [],
    beside: chosen(found['beside'], variantIds)?.slice(0, mostBeside) ?? state.beside,
    own: {
      constant: finite(own['constant']) ?? state.own.constant,
      kernel: startIn(own['kernel']) ?? state.own.kernel,
      bias: startIn(own['bias']) ?? state.own.bias,
    },
    steps,
    step: whole(found['step'], 0, steps) ?? 0,
    playing: false,
    views: chosen(found['views'], viewNames) ?? state.views,
    focus: typeof found['focus'] === 'string' ? found['focus'] : state.focus,
  };
}

function decoded(look: string): Record<string, unknown> | null {
  try {
    const bytes = Uint8Array.from(atob(look.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? record(value) : null;
  } catch {
    return null;
  }
}

function changesIn(found: Record<string, unknown>): Changes {
  const { batchSize, balanced } = found;
  return {
    starts: entries(found['starts'], startIn),
    activations: entries(found['activations'], (name) => oneOf(name, activations)),
    units: entries(found['units'], (units) => whole(units, 1, 512)),
    depths: entries(found['depths'], (depth) => whole(depth, 0, deepest)),
    loss: oneOf(found['loss'], losses),
    optimizer: oneOf(found['optimizer'], optimizers),
    learningRate: positive(found['learningRate']),
    batchSize: batchSize === 'full' ? 'full' : whole(batchSize, 1, 4096),
    data: oneOf(found['data'], dataSets),
    balanced: typeof balanced === 'boolean' ? balanced : null,
    seed: whole(found['seed'], 0, Number.MAX_SAFE_INTEGER),
  };
}

function startIn(value: unknown): PlainStart | null {
  const found = record(value);
  const { kind } = found;
  switch (kind) {
    case 'constant': {
      const constant = finite(found['value']);
      return constant === null ? null : { kind, value: constant };
    }
    case 'random-normal':
    case 'truncated-normal': {
      const stddev = positive(found['stddev']);
      return stddev === null ? null : { kind, mean: finite(found['mean']) ?? 0, stddev };
    }
    case 'random-uniform': {
      const [min, max] = [finite(found['min']), finite(found['max'])];
      return min === null || max === null || min > max ? null : { kind, min, max };
    }
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
      return { kind };
    case 'orthogonal':
    case 'identity':
      return { kind, gain: positive(found['gain']) ?? 1 };
    default:
      return null;
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const entries = <T>(value: unknown, read: (value: unknown) => T | null): ById<T> =>
  Object.fromEntries(
    Object.entries(record(value)).flatMap(([name, entry]): [string, T][] => {
      const found = read(entry);
      return found === null ? [] : [[name, found]];
    }),
  );

const oneOf = <T extends string>(value: unknown, names: readonly T[]): T | null =>
  names.find((name) => name === value) ?? null;

const chosen = <T extends string>(value: unknown, names: readonly T[]): readonly T[] | null =>
  Array.isArray(value) ? [...new Set(value.flatMap((name: unknown) => oneOf(name, names) ?? []))] : null;

const finite = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const positive = (value: unknown): number | null => {
  const found = finite(value);
  return found !== null && found > 0 ? found : null;
};

const whole = (value: unknown, least: number, most = Infinity): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most ? value : null;
