// A cheap test on the text: a file that names no library, or makes neither models nor variables, cannot hold a network
// and is not parsed at all.

const libraries =
  /@tensorflow\/tfjs|\btf\s*[.[]|\}\s*=\s*tf\b|danfojs|\bdfd\s*\.|\bml5\s*\.|\blayers\s*\.\s*[a-z]/;
const makers = /\b[sS]equential\b|\bmodel\s*(?:\(|\bas\b)|LayersModel|\b[vV]ariable\b|modelFromJSON/;

export const mayHoldNetwork = (text: string): boolean => makers.test(text) && libraries.test(text);
