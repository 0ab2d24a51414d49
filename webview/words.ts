// The panel's words in the reader's language. The English words are the keys; the page brings the others along.

/** English words → words in the reader's language; empty where there is no translation. */
const table = tableIn(typeof document === 'undefined' ? undefined : document.body.dataset['words']);

/** `{0}`, `{1}` … stand for the values. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  const translated = table[message] ?? message;
  return translated.replace(/\{(\d)\}/g, (all, index: string) => String(values[Number(index)] ?? all));
}

/** `{0}` is the number, in both. */
export const plural = (n: number, one: string, many: string): string => t(n === 1 ? one : many, n);

function tableIn(text: string | undefined): Readonly<Partial<Record<string, string>>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    const words = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(words.filter(([, word]) => typeof word === 'string'));
  } catch {
    return {};
  }
}
