// Passes through the nodes of a plan. Nodes that do nothing but call kernels are written down as programs, one for each
// batch size and each stretch of such nodes; a small dense network crosses into WebAssembly once a pass.
import type { Arena } from './arena.ts';
import type { Node } from './layers/layer.ts';

export interface Passes {
  readonly forward: (batch: number, training: boolean) => void;
  readonly backward: (batch: number) => void;
}

type Step = (training: boolean) => void;

function stepsOf(
  arena: Arena,
  nodes: readonly Node[],
  call: (node: Node, training: boolean) => void,
): Step[] {
  const steps: Step[] = [];
  let stretch: Node[] = [];
  const close = () => {
    const written = stretch;
    if (written.length > 0) {
      steps.push(
        arena.program(() => {
          for (const node of written) call(node, true);
        }),
      );
    }
    stretch = [];
  };
  for (const node of nodes) {
    if (node.pure === true) {
      stretch.push(node);
    } else {
      close();
      steps.push((training) => call(node, training));
    }
  }
  close();
  return steps;
}

/** `upwards` in topological order, `downwards` reversed and without what no loss reaches; all batch sizes that will come. */
export function createPasses(
  arena: Arena,
  upwards: readonly Node[],
  downwards: readonly Node[],
  batches: readonly number[],
): Passes {
  const passes = [...new Set(batches)].map((batch) => ({
    batch,
    forward: stepsOf(arena, upwards, (node, training) => node.forward(batch, training)),
    backward: stepsOf(arena, downwards, (node) => node.backward(batch)),
  }));
  const passOf = (batch: number) => {
    for (const pass of passes) if (pass.batch === batch) return pass;
    throw new Error(`no pass over ${batch} samples was prepared`);
  };
  return {
    forward(batch, training) {
      for (const step of passOf(batch).forward) step(training);
    },
    backward(batch) {
      for (const step of passOf(batch).backward) step(true);
    },
  };
}
