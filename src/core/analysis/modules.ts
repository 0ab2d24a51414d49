// The files a program consists of: parsed when they are first asked for, each once.
import ts from 'typescript';
import type { Abstract, ImportBinding, Module } from './evaluate/model.ts';
import { fromJson } from './json.ts';
import type { FileMemory } from './memory.ts';
import type { Resolver } from './resolution/resolver.ts';
import { namesIn } from './syntax.ts';

/** Imports beyond this many files are not followed, by any part of the file. */
const maxFiles = 40;

export class ModuleLoader {
  readonly #resolver: Resolver;
  readonly #memory: FileMemory;
  /** By path, and by who asks for which specifier. */
  readonly #modules = new Map<string, Module | Abstract | null>();
  #main: Module | undefined;
  #reached = new Set<Module>();
  #mainIsAskedFor = false;

  constructor(resolver: Resolver, memory: FileMemory) {
    this.#resolver = resolver;
    this.#memory = memory;
  }

  /** The module of the file being analysed. */
  main(path: string, source: ts.SourceFile): Module {
    this.#main = makeModule(path, source, true);
    this.#modules.set(path, this.#main);
    return this.#main;
  }

  /** From here on some statements of the analysed file, which use these names, stand for the whole. */
  part(whole: Module, statements: readonly ts.Statement[], names: ReadonlySet<string>): Module {
    const imports = new Map([...whole.imports].filter(([name]) => names.has(name)));
    this.#main = { ...whole, statements, imports };
    this.#reached = new Set();
    this.#mainIsAskedFor = false;
    return this.#main;
  }

  /** Whether this part imports a file that imports the analysed one in turn. */
  get mainIsAskedFor(): boolean {
    return this.#mainIsAskedFor;
  }

  load(specifier: string, from: Module): Module | Abstract | undefined {
    const key = `${from.path}\n${specifier}`;
    let module = this.#modules.get(key);
    if (module === undefined) {
      module = this.#find(specifier, from) ?? null;
      this.#modules.set(key, module);
    }
    if (module === null || 't' in module) return module ?? undefined;
    if (module.main) {
      this.#mainIsAskedFor = true;
      return this.#main;
    }
    if (!this.#reached.has(module) && this.#reached.size >= maxFiles) return undefined;
    this.#reached.add(module);
    return module;
  }

  #find(specifier: string, from: Module): Module | Abstract | undefined {
    const file = this.#resolver.resolve(specifier, from.path);
    if (!file) return undefined;
    const known = this.#modules.get(file.path);
    if (known !== undefined) return known ?? undefined;
    const module = file.path.endsWith('.json')
      ? fromJson(file.path, file.text)
      : this.#parsed(file.path, file.text);
    this.#modules.set(file.path, module ?? null);
    return module;
  }

  #parsed(path: string, text: string): Module | undefined {
    const parsed = this.#memory.parse(path, text);
    return 'source' in parsed ? makeModule(path, parsed.source, false) : undefined;
  }
}

function makeModule(path: string, source: ts.SourceFile, main: boolean): Module {
  const imports = new Map<string, ImportBinding>();
  const exports = new Map<string, string | ImportBinding>();
  const stars: string[] = [];
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) readImport(statement, imports);
    else if (ts.isImportEqualsDeclaration(statement)) readImportEquals(statement, imports);
    else if (ts.isExportDeclaration(statement)) readExport(statement, exports, stars);
    else if (ts.isExportAssignment(statement)) exports.set('default', '*default*');
    else readDeclaredExports(statement, exports);
  }
  return { path, source, statements: source.statements, main, exports, imports, stars };
}

function readImport(node: ts.ImportDeclaration, imports: Map<string, ImportBinding>): void {
  const { importClause: clause, moduleSpecifier } = node;
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword || !ts.isStringLiteral(moduleSpecifier))
    return;
  const specifier = moduleSpecifier.text;
  if (clause.name) imports.set(clause.name.text, { specifier, imported: 'default' });
  const { namedBindings } = clause;
  if (namedBindings && ts.isNamespaceImport(namedBindings)) {
    imports.set(namedBindings.name.text, { specifier, imported: '*' });
  } else if (namedBindings) {
    for (const { name, propertyName, isTypeOnly } of namedBindings.elements) {
      if (!isTypeOnly) imports.set(name.text, { specifier, imported: (propertyName ?? name).text });
    }
  }
}

function readImportEquals(node: ts.ImportEqualsDeclaration, imports: Map<string, ImportBinding>): void {
  const { moduleReference } = node;
  if (!ts.isExternalModuleReference(moduleReference) || !ts.isStringLiteral(moduleReference.expression))
    return;
  imports.set(node.name.text, { specifier: moduleReference.expression.text, imported: '*' });
}

function readExport(
  node: ts.ExportDeclaration,
  exports: Map<string, string | ImportBinding>,
  stars: string[],
): void {
  const { exportClause: clause, moduleSpecifier } = node;
  const specifier = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
  if (!clause) {
    if (specifier !== undefined) stars.push(specifier);
  } else if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) exports.set(clause.name.text, { specifier, imported: '*' });
  } else {
    for (const { name, propertyName } of clause.elements) {
      const inside = (propertyName ?? name).text;
      exports.set(name.text, specifier === undefined ? inside : { specifier, imported: inside });
    }
  }
}

function readDeclaredExports(node: ts.Statement, exports: Map<string, string | ImportBinding>): void {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(node)) {
    for (const { name } of node.declarationList.declarations)
      for (const one of namesIn(name)) exports.set(one, one);
  } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) {
    const name = node.name?.text ?? '*default*';
    exports.set(isDefault ? 'default' : name, name);
  } else if (ts.isModuleDeclaration(node)) {
    exports.set(node.name.text, node.name.text);
  }
}
