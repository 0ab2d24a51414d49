// What a node of the tree says by itself, for those who look at files without running them and those who do.
import ts from 'typescript';

export const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** The names that a binding declares, in the order they are written; none for nodes that are no binding. */
export function namesIn(binding: ts.Node): string[] {
  if (ts.isIdentifier(binding)) return [binding.text];
  if (!ts.isObjectBindingPattern(binding) && !ts.isArrayBindingPattern(binding)) return [];
  return binding.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesIn(element.name),
  );
}
