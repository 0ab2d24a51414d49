// Writes with an undo journal, so that branches can be run one after the other from the same state and then joined.
import type { Span } from '../../network/span.ts';
import { joinSlots } from './join.ts';
import type { Completion, Frame, Located, Meeting, Slot } from './model.ts';

interface State {
  readonly value: Slot['value'];
  readonly node: Located | undefined;
}

interface Journal {
  readonly opened: number;
  readonly before: Map<Slot, State>;
}

export class Heap {
  #journals: Journal[] = [];
  #clock = 0;
  #runBegan = 0;
  /** What slots held when the run that made them had ended. */
  readonly #first = new Map<Slot, Slot['value']>();

  get clock(): number {
    return this.#clock;
  }

  tick(): void {
    this.#clock += 1;
  }

  beginRun(): void {
    this.#clock += 1;
    this.#runBegan = this.#clock;
  }

  isFromEarlierRun(slot: Slot): boolean {
    return slot.born < this.#runBegan;
  }

  valueAtFirst(slot: Slot): Slot['value'] {
    return this.#first.get(slot) ?? slot.value;
  }

  write(slot: Slot, value: Slot['value'], node?: Located): void {
    if (slot.born < this.#runBegan && !this.#first.has(slot) && !isEmpty(slot.value))
      this.#first.set(slot, slot.value);
    const journal = this.#journals.at(-1);
    if (journal && slot.born < journal.opened && !journal.before.has(slot))
      journal.before.set(slot, { value: slot.value, node: slot.node });
    slot.value = value;
    if (node) slot.node = node;
  }

  /** Runs `body` outside every branch: what it writes is not undone. For modules, which run once whoever asks first. */
  outside<T>(body: () => T): T {
    const journals = this.#journals;
    this.#journals = [];
    try {
      return body();
    } finally {
      this.#journals = journals;
    }
  }

  /**
   * Runs each alternative from the present state. What those that go on leave behind is joined; what those that
   * return wrote is kept in the frame for the function's end; those that throw leave nothing.
   */
  fork(
    alternatives: readonly (() => Completion)[],
    frame: Frame | null,
    condition?: Span,
    meeting: Meeting = 'branches',
  ): Completion {
    const outcomes = alternatives.map((run) => {
      this.#clock += 1;
      const journal: Journal = { opened: this.#clock, before: new Map() };
      this.#journals.push(journal);
      let completion: Completion;
      let after: Map<Slot, State>;
      try {
        completion = run();
      } finally {
        after = new Map(
          [...journal.before.keys()].map((slot) => [slot, { value: slot.value, node: slot.node }]),
        );
        this.#journals.pop();
        for (const [slot, before] of journal.before) {
          slot.value = before.value;
          if (before.node) slot.node = before.node;
          else delete slot.node;
        }
      }
      return { completion, after };
    });

    const goingOn = outcomes.filter(({ completion }) => completion === 'normal');
    const leaving = outcomes.filter(({ completion }) => completion !== 'normal' && completion !== 'throw');
    if (goingOn.length > 0) {
      for (const { after } of leaving) frame?.exits.push(values(after));
      this.#merge(
        goingOn.map(({ after }) => after),
        condition,
        meeting,
      );
      return 'normal';
    }
    if (leaving.length > 0) {
      this.#merge(
        leaving.map(({ after }) => after),
        condition,
        meeting,
      );
      const kinds = leaving.map(({ completion }) => completion);
      return kinds.find((kind) => kind === 'break') ?? kinds.find((kind) => kind === 'continue') ?? 'return';
    }
    return 'throw';
  }

  #merge(states: readonly ReadonlyMap<Slot, State>[], condition: Span | undefined, meeting: Meeting): void {
    const touched = new Set(states.flatMap((state) => [...state.keys()]));
    for (const slot of touched) {
      const before: State = { value: slot.value, node: slot.node };
      const ends = states.map((state) => state.get(slot) ?? before);
      const value = ends.map((end) => end.value).reduce((a, b) => joinSlots(a, b, condition, meeting));
      this.write(
        slot,
        value,
        ends.map((end) => end.node).find((node) => node !== undefined),
      );
    }
  }

  /** Joins into the present state what paths that left earlier had written. */
  settle(exits: ReadonlyMap<Slot, Slot['value']>[]): void {
    for (const exit of exits.splice(0)) {
      for (const [slot, value] of exit) this.write(slot, joinSlots(slot.value, value));
    }
  }
}

const isEmpty = (value: Slot['value']): boolean =>
  value.t === 'absent' ||
  (value.t === 'constant' && (value.value === undefined || value.value === null)) ||
  (value.t === 'list' && value.items.length === 0 && !value.fill && !value.rest);

const values = (states: ReadonlyMap<Slot, State>): Map<Slot, Slot['value']> =>
  new Map([...states].map(([slot, { value }]) => [slot, value]));
