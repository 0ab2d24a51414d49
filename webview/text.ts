// The panel's own words in one place, ready to be translated. What a finding says comes from core/report.
import { short } from './format.ts';
import { plural, t } from './words.ts';

export const text = {
  nothing: t('Open a file with a model and choose “Simulate this layer”, or start with an example.'),
  healthy: t('Nothing is wrong with the start of this network.'),
  healthyDetail: t('Every kernel gets a gradient and no two units of a layer stay copies of each other.'),
  undecided: t('This network cannot be simulated yet.'),
  assumptions: (n: number) =>
    plural(n, '{0} assumption where the code does not say', '{0} assumptions where the code does not say'),
  also: t('also:'),
  inTheCode: (title: string) => t('{0} in the code', title),
  goTo: (line: number) => t('Go to line {0}', line),
  asWritten: t('as written'),
  suggestedWith: (starts: string) => t('with {0}', starts),
  lumped: t('lumped: one unit for each group'),
  recipes: {
    suggested: t('suggested'),
    glorot: t('Glorot (Xavier) everywhere'),
    he: t('He everywhere'),
    lecun: t('LeCun everywhere'),
    'small-random': t('small random, 0.01·randn'),
    orthogonal: t('orthogonal everywhere'),
    constant: t('all weights one constant'),
    zero: t('all weights zero'),
    'random-bias': t('weights zero, biases random'),
    own: t('your own'),
  },
  allWeights: (value: number) => t('all weights {0}', short(value)),
  ownTitle: (kernel: string, bias: string) => t('your own: {0}, biases {1}', kernel, bias),
  changed: (n: number) => plural(n, '{0} change against the code', '{0} changes against the code'),
  width: (distinct: number, units: number) => t('{0} of {1}', distinct, units),
  line: (effective: number, units: number) => t('effective width {0} of {1}', effective, units),
  learns: (step: number) =>
    step === 1 ? t('learns from the first step') : t('learns nothing before step {0}', step),
  neverLearned: (steps: number) => plural(steps, 'has not learnt in {0} step', 'has not learnt in {0} steps'),
  neverLearns: t('never learns'),
  never: t('never'),
  step: (step: number | string) => t('step {0}', step),
  network: t('Network'),
  gradients: t('Gradient at each step'),
  widths: t('Distinct units'),
  loss: t('Loss'),
  views: { surface: t('Outcome'), why: t('Why'), weights: t('Weights'), signals: t('Signals') },
  accuracy: (part: number) =>
    t('{0} % of the samples are put into their class', Math.round(part * 1000) / 10),
  noSurface: t('A surface can be drawn for networks with two inputs.'),
  weightsOf: (layer: string) => t('Weights of {0}', layer),
  weightsAt: (layer: string, step: number, shown: number, units: number) =>
    shown < units
      ? t('Weights of {0} at step {1}, {2} of its {3} units', layer, step, shown, units)
      : t('Weights of {0} at step {1}', layer, step),
  paths: (layer: string) => t('Size of the incoming weights of each unit of {0}', layer),

  examples: t('Examples'),
  allExamples: (n: number) => t('All {0} examples', n),
  previousPage: t('Back'),
  nextPage: t('Next'),
  quiz: t('What do you think?'),
  right: t('Right. Now see it happen.'),
  notRight: t('Not this one. Watch the network, and try again.'),

  take: {
    write: t('Write the starts into the code'),
    code: t('Copy as code'),
    script: t('Copy as TensorFlow.js script'),
    link: t('Copy link'),
    csv: t('Save CSV'),
    json: t('Save JSON'),
  },
  unwritten: (names: string) => t('The code has no place for: {0}.', names),
  copied: t('Copied.'),
  notCopied: t('The clipboard refused it.'),
  written: t('Written into the code.'),
  notWritten: t('The code has changed since. Nothing was written.'),
  table: t('Table'),
  tableOf: (name: string) => t('Table: {0}', name),
  stopped: (why: string) => t('{0} The pictures show what was reached before.', why),
  lost: (why: string) => t('{0} The pictures show the last network that could be read.', why),

  time: {
    training: t('Training'),
    start: t('Back to the start'),
    back: t('One step back'),
    forward: t('One step'),
    play: t('Play'),
    pause: t('Pause'),
    step: t('Step'),
    stepOf: (step: number, steps: number) => t('step {0} of {1}', step, steps),
    speed: t('Speed'),
    stepsPerSecond: (n: number) => t('{0} steps/s', n),
    trainFor: t('Train for'),
    steps: (n: number) => plural(n, '{0} step', '{0} steps'),
    trained: (step: number, steps: number) => t('trained {0} of {1} steps', step, steps),
    cancel: t('Cancel'),
    cancelled: (steps: number) => plural(steps, 'Cancelled after {0} step.', 'Cancelled after {0} steps.'),
  },

  settings: {
    title: t('Settings'),
    layer: t('Layer'),
    starts: {
      kernel: t('Kernel starts from'),
      recurrent: t('Recurrent kernel starts from'),
      bias: t('Bias starts from'),
    },
    ownStarts: { kernel: t('Your own kernels'), bias: t('Your own biases') },
    constant: t('Constant'),
    stddev: t('Standard deviation'),
    limit: t('Limit'),
    asInCode: (start: string) => t('{0} (as written)', start),
    activation: t('Activation'),
    units: t('Units'),
    depth: t('Depth'),
    optimizer: t('Optimizer'),
    learningRate: t('Learning rate'),
    loss: t('Loss'),
    batch: t('Batch'),
    allSamples: t('all samples'),
    samples: (n: number) => plural(n, '{0} sample', '{0} samples'),
    data: t('Data'),
    asGiven: t('as given'),
    seed: t('Seed'),
    balanced: t('balanced data'),
    undo: t('Undo'),
    redo: t('Redo'),
    reset: t('Reset'),
    showAlso: t('Show also'),
    beside: t('Beside it'),
  },

  starts: {
    small: t('small random (0.01)'),
    large: t('large random (1)'),
    values: t('values in the code'),
    loaded: t('loaded'),
    unknown: t('unknown'),
  },

  picture: {
    input: t('input'),
    inputOf: (shape: string) => t('{0} input', shape),
    output: t('output'),
    units: (n: number) => plural(n, '{0} unit', '{0} units'),
    standsFor: (n: number) => t('for {0}', n),
    noGradient: t('gradient 0'),
    signal: t('signal →'),
    gradient: t('← gradient'),
    exactly: t('exactly 0'),
    all: (value: string) => t('all {0}', value),
    inputs: (n: number) => plural(n, '{0} input', '{0} inputs'),
    someInputs: (n: number) => t('first and last of {0} inputs', n),
    channels: (shown: number, all: number) =>
      shown < all
        ? t('one picture for each of {0} input channels of {1}', shown, all)
        : plural(all, 'one picture for {0} input channel', 'one picture for each of {0} input channels'),
    bias: t('bias'),
    equalRows: (n: number) => t('{0} equal rows', n),
    rank: t('rank'),
    silent: t('silent'),
    outputs: t('outputs'),
    gradients: t('gradients'),
    outputSpread: (value: string) => t('outputs spread by {0}', value),
    gradientSpread: (value: string) => t('gradient spread by {0}', value),
    predicted: t('predicted first step'),
    unitList: (units: string) => t('units {0}', units),
    widthAt: (layer: string, width: number, units: number, step: number) =>
      t('{0}: effective width {1} of {2} at step {3}', layer, width, units, step),
    spoken: (layer: string, what: string, width: number, units: number) =>
      t('{0}, {1}, effective width {2} of {3}', layer, what, width, units),
    /** Of a parameter: when its gradient came, and when the rules say it comes. */
    firstGradient: (name: string, measured: number | null, steps: number) =>
      measured === null
        ? t('{0}: exactly 0 in all of {1} steps', name, steps)
        : t('{0}: first gradient at step {1}', name, measured),
    predictedStep: (step: number | null) =>
      step === null ? t('predicted: never') : t('predicted: step {0}', step),
  },

  columns: {
    layer: t('layer'),
    units: t('units'),
    width: t('effective width'),
    gradientAt: (step: number) => t('kernel gradient at step {0}', step),
    parameter: t('parameter'),
    first: t('first step'),
    predicted: t('predicted'),
    unit: t('unit'),
    row: t('distinct row'),
    from: (input: number) => t('from {0}', input),
    outputSpread: t('spread of outputs'),
    gradientSpread: t('spread of gradient'),
    rank: t('effective rank'),
    silent: t('silent units'),
    loss: t('loss'),
    accuracy: t('accuracy'),
    network: t('network'),
    lossAt: (step: number) => t('loss at step {0}', step),
    difference: t('against as written'),
    hidden: t('distinct hidden units'),
    lastToLearn: t('all kernels learn from'),
  },
  differences: t('In numbers'),

  why: {
    untrained: (layer: string) => t('{0} is not trained by gradients.', layer),
    gradient: (layer: string) =>
      t(
        'The kernel of {0} has a gradient: what comes back from the loss passes every kernel and every slope above it.',
        layer,
      ),
    product: (step: number, parameter: string) =>
      t('At step {0} the gradient of {1} is exactly 0. It is the product', step, parameter),
    next: t('next'),
    copies: (units: number, layer: string, width: number) =>
      width === 1
        ? t('The {0} units of {1} are copies of one.', units, layer)
        : t('The {0} units of {1} are copies of {2}.', units, layer, width),
  },
} as const;
