// h = g(x·W + h·R + b), step by step.
import { activationsOf, recurrentKind, sequenceOf } from './recurrent.ts';

export const simpleRNN = recurrentKind(1, (site) => {
  const { state } = activationsOf(site);
  const sequence = sequenceOf(site, [state]);
  const [gate] = sequence.gates;
  const { steps, stride, states, stateGradient, units } = sequence;
  return {
    forward(batch) {
      sequence.beginForward();
      for (let t = 0; t < steps; t++) {
        sequence.project(0, t, batch);
        sequence.recur(0, t, batch, states.at + t * stride);
        const next = states.at + (t + 1) * stride;
        state.forward(batch * units, units, gate.before.at + t * stride, next);
      }
      sequence.emit(batch);
    },
    backward(batch) {
      sequence.beginBackward();
      for (let t = steps - 1; t >= 0; t--) {
        sequence.receive(t, batch);
        const at = t * stride;
        const y = states.at + at + stride;
        state.backward(batch * units, units, stateGradient.at, gate.before.at + at, y, gate.gradient.at + at);
        sequence.collect(0, t, batch, states.at + at, t === steps - 1);
        sequence.back(0, t, batch, stateGradient.at, false);
        sequence.inputGradient(t, batch);
      }
    },
  };
});
