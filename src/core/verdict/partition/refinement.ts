// Colour refinement: units start together and are told apart by conditions that are looked at again whenever the classes they
// speak of change. "All equal" and "all distinct" cost nothing, whatever a layer's size.
import { classOf, countOf, find, lengthOf, newRoot, type Root, type View } from './root.ts';

export class Refinement {
  readonly #agenda: Root[] = [];
  readonly #conditions: (() => void)[] = [];
  readonly #links: (readonly Root[])[] = [];

  /** Until no condition tells any more units apart. */
  run(): void {
    for (const condition of this.#conditions) condition();
    for (let root = this.#agenda.pop(); root !== undefined; root = this.#agenda.pop()) {
      root.waiting = false;
      for (const watcher of root.watchers) watcher();
    }
  }

  /** `check` depends on the classes of these roots. */
  watch(roots: readonly Root[], check: () => void): void {
    for (const root of roots) find(root).watchers.push(check);
    this.#conditions.push(check);
  }

  separate(given: Root): void {
    const root = find(given);
    if (root.classes === 'all' || (root.size === 1 && root.classes === 'one')) return;
    root.classes = 'all';
    this.#changed(root);
  }

  separateAll(view: View): void {
    for (const { root } of view) this.separate(root);
  }

  /** Units stay together only where they were together and have the same key. */
  split(given: Root, key: (unit: number) => string): void {
    const root = find(given);
    if (root.classes === 'all' || root.size === 1) return;
    const numbers = new Map<string, number>();
    const before = countOf(root);
    const classes = Int32Array.from({ length: root.size }, (_, unit) => {
      const name = `${classOf(root, unit)}|${key(unit)}`;
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    });
    if (numbers.size === before) return;
    root.classes = numbers.size === root.size ? 'all' : classes;
    this.#changed(root);
  }

  /** One condition more, looked at once. */
  later(condition: () => void): void {
    this.#conditions.push(condition);
  }

  /** Both views hold the same units in the same places from now on. */
  tie(a: View, b: View): View {
    const aligned =
      a.length === b.length &&
      a.every((segment, k) => segment.root.size === b[k].root.size && segment.times === b[k].times);
    if (aligned) {
      a.forEach((segment, k) => {
        this.unite(segment.root, b[k].root);
      });
      return a;
    }
    const root = newRoot(lengthOf(a));
    this.link(a, root);
    this.link(b, root);
    return [{ root, times: 1 }];
  }

  unite(first: Root, second: Root): void {
    const a = find(first);
    const b = find(second);
    if (a === b) return;
    b.tied = a;
    a.watchers.push(...b.watchers);
    const { classes } = b;
    if (classes === 'one') return;
    if (classes === 'all') this.separate(a);
    else
      this.later(() => {
        this.split(a, (unit) => String(classes[unit]));
      });
  }

  /** Entry i of the view and unit i (mod size) of the root differ only where the other does. */
  link(view: View, root: Root): void {
    const places: { root: Root; unit: number; position: string }[] = [];
    view.forEach((segment, k) => {
      for (let copy = 0; copy < segment.times; copy++) {
        for (let unit = 0; unit < segment.root.size; unit++) {
          places.push({ root: segment.root, unit, position: `${k}.${copy}` });
        }
      }
    });
    const check = (): void => {
      const forRoot: string[] = Array.from({ length: root.size }, () => '');
      const forOthers = new Map<Root, string[]>();
      places.forEach(({ root: other, unit, position }, index) => {
        const stands = find(other);
        const target = index % root.size;
        forRoot[target] += `${position}:${classOf(stands, unit)};`;
        let keys = forOthers.get(stands);
        if (keys === undefined) {
          keys = Array.from({ length: stands.size }, () => '');
          forOthers.set(stands, keys);
        }
        keys[unit] += `${Math.floor(index / root.size)}:${classOf(find(root), target)};`;
      });
      this.split(root, (unit) => forRoot[unit]);
      for (const [other, keys] of forOthers) this.split(other, (unit) => keys[unit]);
    };
    const roots = [...new Set(view.map((segment) => segment.root)), root];
    this.#links.push(roots);
    this.watch(roots, check);
  }

  /** Adds to a set of roots all that are linked to them. */
  closure(roots: ReadonlySet<Root>): ReadonlySet<Root> {
    const all = new Set(roots);
    for (let before = -1; before !== all.size;) {
      before = all.size;
      for (const link of this.#links)
        if (link.some((root) => all.has(find(root)))) for (const root of link) all.add(find(root));
    }
    return all;
  }

  #changed(root: Root): void {
    if (root.waiting) return;
    root.waiting = true;
    this.#agenda.push(root);
  }
}
