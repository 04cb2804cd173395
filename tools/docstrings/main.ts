/** `node tools/docstrings/main.ts`: every export of every library has a doc comment. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../lib/run.ts';
import { undocumentedExports } from './check.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly '@kfunc-census/source': string }>>;
}

/** Source files through which others enter the libraries: what their package.json names. */
function entries(): string[] {
  return globSync('libs/*/package.json', { cwd: root })
    .sort()
    .flatMap((path) => {
      const { exports } = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
      const folder = join(root, dirname(path));
      return Object.values(exports).map((entry) => join(folder, entry['@kfunc-census/source']));
    });
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ESNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  customConditions: ['@kfunc-census/source'],
  // Names and comments are read, types are not.
  noLib: true,
  types: [],
};

const files = entries();
const problems = undocumentedExports(ts.createProgram(files, options), files);
for (const { name, path, line } of problems)
  console.error(`${relative(root, path)}:${line}: ${name} has no doc comment`);
if (problems.length > 0) process.exitCode = 1;
else console.log(`all exports of ${files.length} entries have a doc comment`);
