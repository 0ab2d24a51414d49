// Cuts the compiler down to what is called of it. We parse and never check types, so nine tenths of it can stay at home:
// from the exports in use, follow the names that each top-level statement mentions, and keep what is reached. What
// remains is the compiler's own text; test/compiler-cut.test.ts compares its trees with those of the original.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** Folder → the exports of `typescript` that it names as `ts.…`. */
export async function compilerExportsUsedIn(folder) {
  const names = new Set();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, name] of text.matchAll(/\bts\.(\w+)/g)) names.add(name);
  }
  return names;
}

/** An ES module whose default export has the `wanted` members of `typescript`, and nothing they do not reach. */
export async function cutCompiler(wanted) {
  const path = 'node_modules/typescript/lib/typescript.js';
  const file = ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.Latest);
  const statements = findModuleBody(file).statements;

  /** Name → the statements that declare it and those that fill it: `((X) => …)(X || (X = {}))`, `X.a = …`. */
  const statementsOf = new Map();
  /** Export → the local name it stands for. */
  const localNames = new Map();
  const add = (name, statement) => statementsOf.set(name, [...(statementsOf.get(name) ?? []), statement]);
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        for (const bound of ts.isIdentifier(name) ? [name] : name.elements.map((element) => element.name)) {
          add(bound.text, statement);
        }
      }
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      add(statement.name.text, statement);
    } else if (ts.isExpressionStatement(statement)) {
      const { expression } = statement;
      const filled = filledName(expression);
      if (filled === 'typescript_exports') {
        for (const property of expression.arguments[1].properties) {
          localNames.set(property.name.text, property.initializer.body.text);
        }
      } else if (filled) add(filled, statement);
    }
  }

  const exported = [...wanted].filter((name) => localNames.has(name)).sort();
  // Nodes with getText() and getStart(); those of symbols and types would bring the checker along.
  const nodes = ['Node', 'Token', 'Identifier', 'PrivateIdentifier', 'SourceFile'];
  const allocate = `setObjectAllocator({ ...objectAllocator, ${nodes
    .map((name) => `get${name}Constructor: () => ${name}Object`)
    .join(', ')} });`;
  const queue = [
    ...exported.map((name) => localNames.get(name)),
    ...['setObjectAllocator', 'objectAllocator', ...nodes.map((name) => `${name}Object`)],
  ];
  const kept = new Set();
  const messages = new Set();
  for (const done = new Set(); queue.length > 0;) {
    const name = queue.pop();
    if (done.has(name)) continue;
    done.add(name);
    for (const statement of statementsOf.get(name) ?? []) {
      if (kept.has(statement)) continue;
      kept.add(statement);
      // Its half megabyte of messages names nothing but the function that makes one.
      queue.push(...(name === 'Diagnostics' ? ['diag'] : namesIn(statement, messages)));
    }
  }
  const text = statements
    .filter((statement) => kept.has(statement))
    .map((statement) => withoutUnusedMessages(statement, messages, file))
    .join('\n');
  const list = exported.map((name) => `${name}: ${localNames.get(name)}`).join(', ');
  return `${text}\n${allocate}\nexport default { ${list} };\n`;
}

/** The compiler is one arrow function around everything. */
function findModuleBody(node) {
  if (ts.isArrowFunction(node) && ts.isBlock(node.body)) return node.body;
  return ts.forEachChild(node, findModuleBody);
}

/** X in `((X2) => …)(X || (X = {}))`, `__export(X, …)` and `X.a = …`. */
function filledName(expression) {
  if (ts.isCallExpression(expression)) {
    const [first] = expression.arguments;
    if (first && ts.isBinaryExpression(first) && ts.isIdentifier(first.left)) return first.left.text;
    const calls = ts.isIdentifier(expression.expression) ? expression.expression.text : undefined;
    return calls === '__export' ? first.text : undefined;
  }
  const target = ts.isBinaryExpression(expression) ? expression.left : undefined;
  if (!target || !ts.isPropertyAccessExpression(target)) return undefined;
  return ts.isIdentifier(target.expression) ? target.expression.text : undefined;
}

/** Every name a statement may refer to; a local name that hides one only costs bytes. Collects `Diagnostics.…` aside. */
function namesIn(statement, messages) {
  const names = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isPropertyAccessExpression(node)) {
      if (node.expression.text === 'Diagnostics') messages.add(node.name.text);
      visit(node.expression);
    } else {
      // Names of properties and methods refer to nothing outside.
      const ownName = ts.isClassElement(node) || ts.isObjectLiteralElement(node) ? node.name : undefined;
      ts.forEachChild(node, (child) => {
        if (child !== ownName || !ts.isIdentifier(child) || ts.isShorthandPropertyAssignment(node))
          visit(child);
      });
    }
  };
  visit(statement);
  return names;
}

/** The table of messages is half a megabyte, of which the parser says a tenth. */
function withoutUnusedMessages(statement, messages, file) {
  const declaration = ts.isVariableStatement(statement) && statement.declarationList.declarations[0];
  if (!declaration || declaration.name.text !== 'Diagnostics') return statement.getText(file);
  const used = declaration.initializer.properties.filter((property) => messages.has(property.name.text));
  return `var Diagnostics = { ${used.map((property) => property.getText(file)).join(',\n')} };`;
}
