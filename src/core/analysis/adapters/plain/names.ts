// What the name of a variable or property says about the numbers it holds.

const speaksFor =
  /weight|^w\d*$|^w[_A-Z]|^W\d*$|^W[_a-z0-9]|^wei|synap|kernel|theta|filter|coef|param|^u\d*$|^U\d*$|^v[h-o]?$|matrix|connection/i;
const isWeight =
  /wei?gi?h?th?s?|weight|peso|poids|gewicht|synap|kernel|theta|^[wW]\d*$|^[wW][_A-Z0-9][A-Za-z0-9_]*$/;
const speaksAgainst =
  /grad|^d[A-Z_]|^d[wbhzaouvxy]\d*$|delta|^m_|^v_|[vV]elocity|[mM]omentum|change|^acc|accum|^prev|^last|^old|^avg|^sum|^mean|^var|cache|bias|^b\d*$|^b[_A-Z]|gamma|^beta|mask|noise|hidden$|^h\d*$|cell|state|output|^out|target|expected|error|loss|learn|^lr$|rate|decay|input|^x\d*$|feature|sample|batch|label|score|prob|activ|value/i;

export type Voice = 'for' | 'against' | 'none';

/** The strongest word among the names something goes by, the innermost first. */
export function voiceOf(names: readonly string[]): Voice {
  for (const name of names) {
    if (isWeight.test(name) && !/grad|delta|^d[A-Z]|velocity|momentum|change|prev|update/i.test(name))
      return 'for';
  }
  if (names.some((name) => speaksAgainst.test(name))) return 'against';
  return names.some((name) => speaksFor.test(name)) ? 'for' : 'none';
}

export const namesBias = (name: string): boolean => /bias|^b\d*$|^b[_A-Z]|threshold|offset/i.test(name);

/** Names of containers that say nothing about what they hold. */
const generic = new Set([
  'data',
  'values',
  'value',
  'array',
  'matrix',
  'elements',
  'buffer',
  'items',
  'm',
  'mat',
  '_data',
  'w',
]);

/** The name people would call it by: the first that is not a container's. */
export const tellingName = (names: readonly string[]): string | undefined =>
  names.find((name) => !generic.has(name)) ?? names.at(-1);
