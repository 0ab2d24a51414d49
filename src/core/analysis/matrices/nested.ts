// Matrices of draws as nested arrays, for libraries that make matrices of arrays.

/** `Array.from({ length: r }, () => Array.from({ length: c }, () => draw))` */
export const nested = (sides: readonly string[], draw: string): string =>
  sides.reduceRight((inner, side) => `Array.from({ length: ${side} }, () => ${inner})`, draw);
