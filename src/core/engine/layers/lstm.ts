// Long short-term memory, gates i f c o: c = f·c + i·g(…), h = o·g(c).
import { activationsOf, recurrentKind, sequenceOf } from './recurrent.ts';

export const lstm = recurrentKind(4, (site) => {
  const { state, gate } = activationsOf(site);
  const sequence = sequenceOf(site, [gate, gate, state, gate]);
  const [input, forget, candidate, out] = sequence.gates;
  const { steps, stride, states, stateGradient, units } = sequence;
  /** Cells, [step + 1, sample, unit]; cell 0 is zero. And g(cell). */
  const cells = site.allocate((steps + 1) * stride);
  const squashed = site.allocate(steps * stride);
  const cellGradient = site.allocate(stride);
  const throughState = site.allocate(stride);
  return {
    forward(batch) {
      sequence.beginForward();
      const length = batch * units;
      const c = cells.data;
      for (let t = 0; t < steps; t++) {
        const at = t * stride;
        for (let g = 0; g < 4; g++) {
          sequence.project(g, t, batch);
          sequence.recur(g, t, batch, states.at + at);
          const { activation, before, after } = sequence.gates[g];
          activation.forward(length, units, before.at + at, after.at + at);
        }
        for (let i = at; i < at + length; i++) {
          c[i + stride] = forget.after.data[i] * c[i] + input.after.data[i] * candidate.after.data[i];
        }
        state.forward(length, units, cells.at + at + stride, squashed.at + at);
        for (let i = at; i < at + length; i++) {
          states.data[i + stride] = out.after.data[i] * squashed.data[i];
        }
      }
      sequence.emit(batch);
    },
    backward(batch) {
      sequence.beginBackward();
      const length = batch * units;
      const dh = stateGradient.data;
      const dc = cellGradient.data;
      const through = throughState.data;
      dc.fill(0);
      for (let t = steps - 1; t >= 0; t--) {
        sequence.receive(t, batch);
        const at = t * stride;
        for (let i = 0; i < length; i++) {
          out.gradient.data[at + i] = dh[i] * squashed.data[at + i];
          through[i] = dh[i] * out.after.data[at + i];
        }
        const cell = cells.at + at + stride;
        state.backward(length, units, throughState.at, cell, squashed.at + at, throughState.at);
        for (let i = 0; i < length; i++) {
          dc[i] += through[i];
          input.gradient.data[at + i] = dc[i] * candidate.after.data[at + i];
          candidate.gradient.data[at + i] = dc[i] * input.after.data[at + i];
          forget.gradient.data[at + i] = dc[i] * cells.data[at + i];
          dc[i] *= forget.after.data[at + i];
        }
        for (let g = 0; g < 4; g++) {
          const { activation, before, after, gradient } = sequence.gates[g];
          activation.backward(
            length,
            units,
            gradient.at + at,
            before.at + at,
            after.at + at,
            gradient.at + at,
          );
          sequence.collect(g, t, batch, states.at + at, t === steps - 1);
          sequence.back(g, t, batch, stateGradient.at, g > 0);
        }
        sequence.inputGradient(t, batch);
      }
    },
  };
});
