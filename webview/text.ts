// The panel's own words in one place. What a finding says comes from core/report.
import { count, short } from './format.ts';

export const text = {
  nothing: 'Open a file with a model and choose “Simulate this layer”, or start with an example.',
  healthy: 'Nothing is wrong with the start of this network.',
  healthyDetail: 'Every kernel gets a gradient and no two units of a layer stay copies of each other.',
  undecided: 'This network cannot be simulated yet.',
  missing: 'Missing:',
  assumptions: (n: number) => `${count(n, 'assumption')} where the code does not say`,
  more: (n: number) => `and ${count(n, 'more finding')}`,
  goTo: (line: number) => `Go to line ${line}`,
  asWritten: 'as written',
  changed: (n: number) => `${count(n, 'change')} against the code`,
  line: (effective: number, units: number) => `effective width ${effective} of ${units}`,
  learns: (step: number) =>
    step === 1 ? 'learns from the first step' : `learns nothing before step ${step}`,
  neverLearned: (steps: number) => `has not learnt in ${count(steps, 'step')}`,
  never: 'never learns',
  predicted: (step: number | null) => `predicted: ${step === null ? 'never' : `step ${step}`}`,
  lossNow: (loss: number) => `loss ${short(loss)}`,
  gradients: 'Gradient at each step',
  widths: 'Distinct units',
  loss: 'Loss',
  views: { why: 'Why', weights: 'Weights', signals: 'Signals' },
  weightsAt: (layer: string, step: number, shown: number, units: number) =>
    `Weights of ${layer} at step ${step}${shown < units ? `, ${shown} of its ${units} units` : ''}`,
  paths: (layer: string) => `Size of the incoming weights of each unit of ${layer}`,
  allExamples: 'All examples',
  previousPage: 'Back',
  nextPage: 'Next',
  quiz: 'What do you think?',
  right: 'Right. Now see it happen.',
  notRight: 'Not this one. Watch the network, and try again.',
  table: 'Table',
  stopped: (why: string) => `${why} The pictures show what was reached before.`,
  lost: (why: string) => `${why} The pictures show the last network that could be read.`,
  training: (step: number, steps: number) => `trained ${step} of ${steps} steps`,
} as const;
