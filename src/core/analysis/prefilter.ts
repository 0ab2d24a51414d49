// A cheap test on the text: a file without any word of a library cannot hold a network, and is not parsed at all.

const words = /@tensorflow\/tfjs|\btf\s*\.|\btf\b\s*[}=,)]|danfojs|\bdfd\b|\bml5\b/;

export const mayHoldNetwork = (text: string): boolean => words.test(text);
