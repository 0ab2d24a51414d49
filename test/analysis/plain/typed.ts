// Networks in TypeScript whose suggestions must leave them well typed.
import { columns, flat } from './skeletons.ts';

const typedRows = (start: string, around = ''): string => `
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
${around}
export class Network {
  private w1: number[][];
  private w2: number[][];
  private readonly b1: number[];
  private readonly b2: number[];
  private h: number[] = [];
  constructor(inputs: number, hidden: number, outputs: number) {
    ${start}
    this.b1 = new Array<number>(hidden).fill(0);
    this.b2 = new Array<number>(outputs).fill(0);
  }
  predict(x: number[]): number[] {
    this.h = this.w1.map((row, i) => sigmoid(row.reduce((s, w, j) => s + w * x[j]!, this.b1[i]!)));
    return this.w2.map((row, i) => sigmoid(row.reduce((s, w, j) => s + w * this.h[j]!, this.b2[i]!)));
  }
  train(x: number[], y: number[], rate: number): void {
    const out = this.predict(x);
    const dO = out.map((o, i) => ((y[i] ?? 0) - o) * o * (1 - o));
    const dH = this.h.map((h, j) => h * (1 - h) * dO.reduce((s, d, i) => s + d * this.w2[i]![j]!, 0));
    this.w2.forEach((row, i) => row.forEach((_, j) => { row[j]! += rate * dO[i]! * this.h[j]!; }));
    this.w1.forEach((row, i) => row.forEach((_, j) => { row[j]! += rate * dH[i]! * x[j]!; }));
  }
}
`;

const typedUnits = (start: string, makes: string): string => `
class Neuron {
  weights: number[] = [];
  inputs: number[] = [];
  bias = 0;
  output = 0;
  constructor(n: number) {
    ${start}
  }
  activate(inputs: number[]): number {
    this.inputs = inputs;
    let sum = this.bias;
    for (let i = 0; i < inputs.length; i++) sum += this.weights[i]! * inputs[i]!;
    this.output = Math.max(0, sum);
    return this.output;
  }
}
class Layer {
  readonly neurons: Neuron[] = [];
  constructor(count: number, inputs: number) {
    ${makes}
  }
  forward(inputs: number[]): number[] { return this.neurons.map((neuron) => neuron.activate(inputs)); }
}
export class Network {
  readonly layers: Layer[] = [];
  constructor(sizes: number[]) {
    for (let i = 1; i < sizes.length; i++) this.layers.push(new Layer(sizes[i]!, sizes[i - 1]!));
  }
  forward(x: number[]): number[] { let out = x; for (const layer of this.layers) out = layer.forward(out); return out; }
  train(x: number[], target: number[], rate: number): void {
    const out = this.forward(x);
    let errors = out.map((o, i) => target[i]! - o);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l]!;
      const next = layer.neurons[0]!.weights.map(() => 0);
      layer.neurons.forEach((neuron, k) => {
        const delta = errors[k]! * (neuron.output > 0 ? 1 : 0);
        for (let i = 0; i < neuron.weights.length; i++) {
          next[i]! += neuron.weights[i]! * delta;
          neuron.weights[i]! += rate * delta * neuron.inputs[i]!;
        }
        neuron.bias += rate * delta;
      });
      errors = next;
    }
  }
}
const net = new Network([2, 4, 1]);
for (let epoch = 0; epoch < 10; epoch++) { net.train([0, 1], [1], 0.1); net.train([1, 1], [0], 0.1); }
`;

const each = 'for (let i = 0; i < count; i++) this.neurons.push(new Neuron(inputs));';

/** By what is typed about them; each has a finding. */
export const typed: Readonly<Record<string, string>> = {
  'a helper with types': typedRows(
    'this.w1 = zeros(hidden, inputs);\n    this.w2 = zeros(outputs, hidden);',
    'function zeros(r: number, c: number): number[][] { return Array.from({ length: r }, () => new Array<number>(c).fill(0)); }',
  ),
  'rows with type arguments': typedRows(
    'this.w1 = Array.from({ length: hidden }, () => new Array<number>(inputs).fill(0.1));\n    this.w2 = Array.from({ length: outputs }, () => new Array<number>(hidden).fill(0.1));',
  ),
  'rows that are asserted': typedRows(
    'this.w1 = (Array(hidden).fill(Array(inputs).fill(0.1))) as number[][];\n    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.1) as number[]);',
  ),
  'shared rows': typedRows(
    'this.w1 = new Array<number[]>(hidden).fill(new Array<number>(inputs).fill(0).map(() => Math.random() - 0.5));\n    this.w2 = Array.from({ length: outputs }, () => Array<number>(hidden).fill(0.1));',
  ),
  'a map that nobody takes': typedRows(
    'this.w1 = Array.from({ length: hidden }, () => new Array<number>(inputs).fill(0));\n    this.w1.map((row) => row.map(() => Math.random()));\n    this.w2 = Array.from({ length: outputs }, () => new Array<number>(hidden).fill(0.1));',
  ),
  'units that fill': typedUnits('this.weights = new Array<number>(n).fill(0.5);', each),
  'units that push': typedUnits('for (let i = 0; i < n; i++) this.weights.push(0);', each),
  'one draw': flat(
    'const r: number = Math.random();\nconst w1: number[] = new Array<number>(inputs * hidden).fill(r);\nconst w2: number[] = new Array<number>(hidden).fill(r);',
  ).code,
  'typed arrays': flat(
    'const w1: Float32Array = new Float32Array(inputs * hidden), w2 = new Float32Array(hidden);',
  ).code,
  'typed arrays of integers': flat(
    'const w1: Int8Array = new Int8Array(inputs * hidden);\nconst w2: Float32Array = new Float32Array(hidden).fill(0.5);',
  ).code,
  literals: columns(
    'const w1: number[][] = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]];\nconst w2: number[][] = [[0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [0.1, 0.1]];',
  ).code,
};
