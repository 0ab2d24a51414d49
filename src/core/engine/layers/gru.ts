// Gated recurrent unit, gates z r h: h = z·h + (1 − z)·g(x·W + (r·h)·R + b). The reset comes before the product.
import { activationsOf, recurrentKind, sequenceOf } from './recurrent.ts';

export const gru = recurrentKind(3, (site) => {
  const { state, gate } = activationsOf(site);
  const sequence = sequenceOf(site, [gate, gate, state]);
  const [update, reset, candidate] = sequence.gates;
  const { steps, stride, states, stateGradient, units } = sequence;
  /** r·h, the candidate's view of the state, for every step. */
  const kept = site.allocate(steps * stride);
  const keptGradient = site.allocate(stride);
  return {
    forward(batch) {
      sequence.beginForward();
      const length = batch * units;
      const h = states.data;
      for (let t = 0; t < steps; t++) {
        const at = t * stride;
        for (let g = 0; g < 2; g++) {
          sequence.project(g, t, batch);
          sequence.recur(g, t, batch, states.at + at);
          const { before, after } = sequence.gates[g];
          gate.forward(length, units, before.at + at, after.at + at);
        }
        for (let i = at; i < at + length; i++) kept.data[i] = reset.after.data[i] * h[i];
        sequence.project(2, t, batch);
        sequence.recur(2, t, batch, kept.at + at);
        state.forward(length, units, candidate.before.at + at, candidate.after.at + at);
        for (let i = at; i < at + length; i++) {
          const z = update.after.data[i];
          h[i + stride] = z * h[i] + (1 - z) * candidate.after.data[i];
        }
      }
      sequence.emit(batch);
    },
    backward(batch) {
      sequence.beginBackward();
      const length = batch * units;
      const h = states.data;
      const dh = stateGradient.data;
      for (let t = steps - 1; t >= 0; t--) {
        const first = t === steps - 1;
        sequence.receive(t, batch);
        const at = t * stride;
        for (let i = 0; i < length; i++) {
          const z = update.after.data[at + i];
          update.gradient.data[at + i] = dh[i] * (h[at + i] - candidate.after.data[at + i]);
          candidate.gradient.data[at + i] = dh[i] * (1 - z);
        }
        const hat = candidate.gradient.at + at;
        state.backward(length, units, hat, candidate.before.at + at, candidate.after.at + at, hat);
        sequence.collect(2, t, batch, kept.at + at, first);
        sequence.back(2, t, batch, keptGradient.at, false);
        for (let i = 0; i < length; i++) {
          const through = keptGradient.data[i];
          reset.gradient.data[at + i] = through * h[at + i];
          dh[i] = dh[i] * update.after.data[at + i] + through * reset.after.data[at + i];
        }
        for (let g = 0; g < 2; g++) {
          const { before, after, gradient } = sequence.gates[g];
          gate.backward(length, units, gradient.at + at, before.at + at, after.at + at, gradient.at + at);
          sequence.collect(g, t, batch, states.at + at, first);
          sequence.back(g, t, batch, stateGradient.at, true);
        }
        sequence.inputGradient(t, batch);
      }
    },
  };
});
