import ts from 'typescript';

/** An export that no doc comment describes. */
export interface Undocumented {
  readonly name: string;
  /** Where it is declared. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

function missing(checker: ts.TypeChecker, exported: ts.Symbol): Undocumented | undefined {
  const alias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = alias ? checker.getAliasedSymbol(exported) : exported;
  // A type and a value of one name have one symbol; a comment at either will do.
  if (symbol.getDocumentationComment(checker).length > 0) return undefined;
  const [declaration] = symbol.declarations ?? exported.declarations ?? [];
  if (declaration === undefined) return { name: exported.name, path: '', line: 0 };
  const file = declaration.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
  return { name: exported.name, path: file.fileName, line: line + 1 };
}

/**
 * The exports of the entry files that have no doc comment where they are declared, however many files
 * re-export them; in order of place. An entry that is not in the program, or exports nothing, is an
 * error of the caller and throws.
 */
export function undocumentedExports(
  program: ts.Program,
  entries: readonly string[],
): Undocumented[] {
  const checker = program.getTypeChecker();
  const found = new Map<string, Undocumented>();
  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${entry} is no module of the program`);
    for (const exported of checker.getExportsOfModule(module)) {
      const problem = missing(checker, exported);
      if (problem !== undefined) found.set(`${problem.path}:${problem.name}`, problem);
    }
  }
  return [...found.values()].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}
