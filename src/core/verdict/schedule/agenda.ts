// Nodes that must be visited, each once, in the order of the network or against it.

/** Starts with every node; a sweep visits what is marked, and may mark what lies ahead. */
export class Agenda {
  readonly #marked: Uint8Array;
  readonly #heap: number[] = [];
  readonly #sign: 1 | -1;

  constructor(count: number, first: 'lowest' | 'highest') {
    this.#marked = new Uint8Array(count);
    this.#sign = first === 'lowest' ? 1 : -1;
    if (this.#sign === 1) for (let index = 0; index < count; index++) this.add(index);
    else for (let index = count - 1; index >= 0; index--) this.add(index);
  }

  add(index: number): void {
    if (this.#marked[index] === 1) return;
    this.#marked[index] = 1;
    const key = this.#sign * index;
    const heap = this.#heap;
    let at = heap.length;
    heap.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent] <= key) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = key;
  }

  /** −1 where nothing is left. */
  take(): number {
    const heap = this.#heap;
    if (heap.length === 0) return -1;
    const first = heap[0];
    const last = heap.pop() ?? first;
    this.#marked[this.#sign * first] = 0;
    if (heap.length === 0) return this.#sign * first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= last) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return this.#sign * first;
  }
}
