import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers } from '../../.dependency-cruiser.mjs';
import { bin, root } from '../lib/run.ts';

interface Diagnostic {
  readonly category: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

/** What Biome, as configured for this repo, says of texts that stand at paths. */
function lintAll(files: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'style-'));
  try {
    for (const path of ['biome.json', 'tools/style/pure.grit'])
      cpSync(join(root, path), join(folder, path));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
    const { status, stdout } = spawnSync(bin('biome'), args, { cwd: folder, encoding: 'utf8' });
    return { status, diagnostics: JSON.parse(stdout).diagnostics };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As `lintAll`, of one text: the exit status, and what it says. */
function lint(path: string, text: string) {
  const { status, diagnostics } = lintAll({ [path]: text });
  return { status, output: JSON.stringify(diagnostics) };
}

describe('style rules', () => {
  it.each([
    ['noProcessEnv', 'export const home = process.env.HOME;\n'],
    ['noExplicitAny', 'export const value: any = 1;\n'],
    ['noNonNullAssertion', 'export const first = (a: string[]): string => a[0]!;\n'],
    [
      'noEmptyBlockStatements',
      'export function f(): void {\n  try { g(); } catch {}\n}\nfunction g(): void {\n  f();\n}\n',
    ],
  ])('%s bites in a library', (rule, text) => {
    const { status, output } = lint('libs/scan/src/offence.ts', text);
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });

  it('lets the configuration library, and only it, read the environment', () => {
    const text = 'export const environment = process.env;\n';
    expect(lint('libs/config/src/env.ts', text).status).toBe(0);
    expect(lint('libs/config/src/read.ts', text).status).not.toBe(0);
  });
});

describe('purity', () => {
  const pure: readonly string[] = [...layers.domain, ...layers.usecase];
  const offences: Readonly<Record<string, string>> = {
    'a clock': 'export const at = Date.now();',
    'a clock as a value': 'export const clock = { now: Date.now };',
    'a new date': 'export const at = new Date();',
    'a new date without brackets': 'export const at = new Date;',
    'a date as text': 'export const at = Date();',
    'Date by another name': 'const D = Date;\nexport const at = D.now();',
    'a part of Date': 'const { now } = Date;\nexport const at = now();',
    randomness: 'export const chance = Math.random();',
    'a part of Math': 'const { random } = Math;\nexport const chance = random();',
    'a random id': 'export const id = crypto.randomUUID();',
    'a random id of Node':
      "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();",
    'all of node:crypto':
      "import * as all from 'node:crypto';\nexport const id = all.randomUUID();",
    performance: 'export const at = performance.now();',
    'a timeout': 'export const wait = (done: () => void) => setTimeout(done, 1);',
    'an interval': 'export const wait = (done: () => void) => setInterval(done, 1);',
    'an immediate': 'export const wait = (done: () => void) => setImmediate(done);',
    'a timer in a signal': 'export const signal = AbortSignal.timeout(1);',
    'the process': 'export const pid = process.pid;',
    'the type of the process': 'export type Process = typeof process;',
    'the console': "export const say = (): void => console.log('');",
    'the network': "export const get = () => fetch('http://localhost');",
    'the global object': 'export const all = globalThis.process;',
    'a buffer of Node': 'export const empty = Buffer.alloc(0);',
  };
  const files = Object.entries(offences).map(([name, text], index) => ({
    name,
    path: `libs/${pure[index % pure.length]}/src/offence-${index}.ts`,
    text: `${text}\n`,
  }));

  it('bites on each impurity, and says what to do', () => {
    const { diagnostics } = lintAll(
      Object.fromEntries(files.map(({ path, text }) => [path, text])),
    );
    const bitten = diagnostics
      .filter(
        ({ category }) => category === 'plugin' || category.startsWith('lint/style/noRestricted'),
      )
      .map(({ location }) => location.path);
    const missed = files.filter(({ path }) => !bitten.includes(path)).map(({ name }) => name);
    expect(missed).toEqual([]);
  });

  it('bites in every domain and use-case library', () => {
    const paths = pure.map((name) => `libs/${name}/src/offence.ts`);
    const text = 'export const pid = process.pid;\nexport const at = Date.now();\n';
    const { status, diagnostics } = lintAll(Object.fromEntries(paths.map((path) => [path, text])));
    const bitten = (category: string) =>
      diagnostics.filter((each) => each.category === category).map(({ location }) => location.path);
    expect(status).not.toBe(0);
    expect(bitten('plugin').sort()).toEqual(paths.sort());
    expect(bitten('lint/style/noRestrictedGlobals').sort()).toEqual(paths.sort());
  });

  it('lets pure code pass, and specs and adapters use what they like', () => {
    const impure =
      'export const at = [Date.now(), Math.random(), performance.now(), new Date()];\n';
    const clean =
      'export const day = (instant: number): string => new Date(instant).toISOString();\n' +
      'export const epoch = Date.UTC(1970, 0) + Date.parse(day(0)) + Math.floor(0.5);\n' +
      'export const later = (clock: { now(): number }): number => clock.now();\n' +
      "export const bytes = new TextEncoder().encode('');\n";
    const hashing =
      "import { createHash } from 'node:crypto';\nexport const h = createHash('sha256');\n";
    const { diagnostics } = lintAll({
      'libs/usage/src/clean.ts': clean,
      'libs/query/src/clean.ts': clean,
      'libs/scan/src/hash.ts': hashing,
      'libs/usage/src/clean.spec.ts': impure,
      'libs/scan/src/fake.spec-helper.ts': impure,
      'libs/spool/src/spool.ts': impure,
    });
    expect(diagnostics).toEqual([]);
  });
});

describe('budgets', () => {
  const lines = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
  const file = (count: number) => lines(count, (index) => `export const a${index} = ${index};`);
  const body = (count: number) =>
    `export function f(g: (n: number) => void): void {\n${lines(count, (index) => `  g(${index});`)}}\n`;
  const categories = (path: string, text: string) =>
    lintAll({ [path]: text }).diagnostics.map(({ category }) => category);

  it.each(['libs/kafka/src/a.ts', 'libs/kafka/src/a.spec.ts', 'apps/cli/src/a.ts', 'tools/a.ts'])(
    'a file has up to 400 lines: %s',
    (path) => {
      expect(categories(path, file(400))).toEqual([]);
      expect(categories(path, file(401))).toEqual(['lint/style/noExcessiveLinesPerFile']);
    },
  );

  it('a table may be longer, when it says why', () => {
    const why =
      '// biome-ignore-all lint/style/noExcessiveLinesPerFile: one table, a line an opcode\n';
    expect(categories('libs/bpf/src/a.ts', why + file(401))).toEqual([]);
  });

  it.each(['libs/kafka/src/a.ts', 'apps/cli/src/a.ts', 'tools/a.ts', 'test/bench/a.bench.ts'])(
    'a function has up to 60 lines: %s',
    (path) => {
      expect(categories(path, body(60))).toEqual([]);
      expect(categories(path, body(61))).toEqual(['lint/complexity/noExcessiveLinesPerFunction']);
    },
  );

  it('a describe of a spec may have more', () => {
    expect(categories('libs/kafka/src/a.spec.ts', body(100))).toEqual([]);
  });
});
