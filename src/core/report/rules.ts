// The rules, as front ends list and configure them. Their pages lie beside the verdicts: ../verdict/<id>.md.
import type { RuleId, Severity } from './finding.ts';

export interface Rule {
  readonly id: RuleId;
  /** Where a finding is not graded by what it does: the severity of the worst it can be. */
  readonly severity: Severity;
  /** One line, without a full stop. */
  readonly title: string;
}

const rule = (id: RuleId, severity: Severity, title: string): Rule => ({ id, severity, title });

export const rules: Readonly<Record<RuleId, Rule>> = {
  'dead-weights': rule('dead-weights', 'error', 'Weights that never learn'),
  'symmetric-units': rule('symmetric-units', 'error', 'Units that stay copies of each other'),
  'blocked-gradient': rule('blocked-gradient', 'warning', 'Layers that wait for those above them'),
  'low-rank-start': rule('low-rank-start', 'info', 'Units that all begin with the same feature'),
  'aliased-units': rule('aliased-units', 'error', 'One object in every slot'),
  'one-draw': rule('one-draw', 'error', 'One random number, copied'),
  'truncated-to-constant': rule('truncated-to-constant', 'error', 'Random numbers cut down to one constant'),
  'discarded-result': rule('discarded-result', 'error', 'Random weights computed and thrown away'),
  'contradicts-comment': rule('contradicts-comment', 'info', 'A comment promises random weights'),
  'ignored-initializer': rule('ignored-initializer', 'warning', 'An initializer that has no effect'),
  'invalid-initializer': rule('invalid-initializer', 'warning', 'An initializer that the library refuses'),
  'vanishing-scale': rule('vanishing-scale', 'info', 'Signals that fade from layer to layer'),
  'exploding-scale': rule('exploding-scale', 'info', 'Signals that grow from layer to layer'),
};
