import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { undocumentedExports } from './check.ts';

/** A program of these files in memory; the first is the entry. */
function undocumented(files: Readonly<Record<string, string>>): string[] {
  const host: ts.CompilerHost = {
    fileExists: (path) => path in files,
    readFile: (path) => files[path],
    getSourceFile: (path, language) =>
      path in files ? ts.createSourceFile(path, files[path]!, language, true) : undefined,
    getDefaultLibFileName: () => '/lib.d.ts',
    getCanonicalFileName: (path) => path,
    getCurrentDirectory: () => '/',
    getNewLine: () => '\n',
    useCaseSensitiveFileNames: () => true,
    writeFile: () => undefined,
  };
  const [entry = ''] = Object.keys(files);
  const options = { noLib: true, types: [], allowImportingTsExtensions: true, noEmit: true };
  const program = ts.createProgram([entry], options, host);
  return undocumentedExports(program, [entry]).map(
    ({ name, path, line }) => `${path}:${line} ${name}`,
  );
}

describe('undocumentedExports', () => {
  it.each([
    ['a function', 'function f(): void {}'],
    ['a constant', 'const f = 1;'],
    ['a type', 'type f = 1;'],
    ['an interface', 'interface f {}'],
    ['a class', 'class f {}'],
  ])('bites on %s without a doc comment, and passes it with one', (_, code) => {
    expect(undocumented({ '/a.ts': `export ${code}` })).toEqual(['/a.ts:1 f']);
    expect(undocumented({ '/a.ts': `// a remark\nexport ${code}` })).toEqual(['/a.ts:2 f']);
    expect(undocumented({ '/a.ts': `/** */\nexport ${code}` })).toEqual(['/a.ts:2 f']);
    expect(undocumented({ '/a.ts': `/** What it is. */\nexport ${code}` })).toEqual([]);
  });

  it('looks where an export is declared, through files and other names', () => {
    const inner = '/** Said. */\nexport const said = 1;\nexport const f = 1;\n';
    const files = (entry: string) => ({
      '/index.ts': entry,
      '/middle.ts': "export { f as g, said } from './inner.ts';",
      '/inner.ts': inner,
    });
    expect(undocumented(files("export { g, said } from './middle.ts';"))).toEqual([
      '/inner.ts:3 g',
    ]);
    expect(undocumented(files("export type * from './inner.ts';"))).toEqual(['/inner.ts:3 f']);
    expect(undocumented(files("/** Here. */\nexport { g } from './middle.ts';"))).toEqual([
      '/inner.ts:3 g',
    ]);
  });

  it('says nothing of what stays inside', () => {
    expect(undocumented({ '/a.ts': '/** Out. */\nexport const a = 1;\nconst b = a;' })).toEqual([]);
  });

  it('refuses an entry that it cannot see', () => {
    expect(() => undocumented({ '/a.ts': '' })).toThrow('/a.ts is no module');
  });
});
