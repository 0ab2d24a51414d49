// Names from which one can tell what an unknown function may do.

/** A function that is not known and called like this is taken to write the weights it is given. */
export const mayChangeTensors = (callee: string): boolean =>
  /init|reset|random|load|restore|weight|assign|copy|set/i.test(callee);
