// A cheap test on the text: a file that names no library, or makes neither models nor variables, cannot hold a network
// and is not parsed at all.

const libraries =
  /@tensorflow\/tfjs|\btf\s*[.[]|\}\s*=\s*tf\b|danfojs|\bdfd\s*\.|\bml5\s*\.|\blayers\s*\.\s*[a-z]/;
const makers = /\b[sS]equential\b|\bmodel\s*(?:\(|\bas\b)|LayersModel|\b[vV]ariable\b|modelFromJSON/;

export const mayHoldNetwork = (text: string): boolean => makers.test(text) && libraries.test(text);

const weights =
  /we?i?e?g[th]{2}s?|neural|synap|theta|neuron|perceptron|\b[wW]_?(?:\d|[ioh]{2}\b|[xh][hy]\b)/i;
const learning = /gradient|back_?prop|\btrain|\blearn|\bdelta|\bepoch|\berror|\blr\b|\balpha\b/i;
const activations = /sigmoid|relu|tanh|softmax|Math\.exp|activat|neuron|perceptron|hidden/i;

/** Networks written by hand: numbers called weights, that learn, with something like an activation. */
export const mayHoldPlainNetwork = (text: string): boolean =>
  weights.test(text) && learning.test(text) && activations.test(text) && !isMinified(text);

/** Bundles have lines that nobody writes. */
const isMinified = (text: string): boolean => {
  const lines = text.split('\n', 2000);
  return lines.some((line) => line.length > 3000) || text.length / Math.max(1, lines.length) > 400;
};
