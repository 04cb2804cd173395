import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config, { agent, layers } from '../../.dependency-cruiser.mjs';
import { root as repository } from '../lib/run.ts';

type Rules = Pick<typeof config, 'options'> & { readonly forbidden: readonly { name: string }[] };

/** An npm package that is there. */
const installed = (name: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
  [`node_modules/${name}/index.js`]: '',
});

/** One way to break each rule: the offending file, and what else must exist for it. */
const offences: Record<string, Record<string, string>> = {
  'no-circular': {
    'libs/btf/src/a.ts': "import './b.ts';",
    'libs/btf/src/b.ts': "import './a.ts';",
  },
  'no-unresolvable': { 'libs/btf/src/a.ts': "import './nowhere.ts';" },
  'domain-imports-domain': {
    'libs/btf/src/a.ts': "import '../../scan/src/index.ts';",
    'libs/scan/src/index.ts': '',
  },
  'domain-is-pure': { 'libs/btf/src/a.ts': "import 'node:fs';" },
  'report-stays-small': { 'libs/report/src/a.ts': "import 'node:http';" },
  'usecase-imports-domain': {
    'libs/ingest/src/a.ts': "import '../../kafka/src/index.ts';",
    'libs/kafka/src/index.ts': '',
  },
  'usecase-without-technology': { 'libs/query/src/a.ts': "import 'node:net';" },
  'adapter-imports-inwards': {
    'libs/kafka/src/a.ts': "import '../../clickhouse/src/index.ts';",
    'libs/clickhouse/src/index.ts': '',
  },
  'adapter-without-nest': {
    'libs/embedded/src/a.ts': "import '@nestjs/common';",
    ...installed('@nestjs/common'),
  },
  'nest-imports-inwards': {
    'libs/query-http/src/a.ts': "import '../../clickhouse/src/index.ts';",
    'libs/clickhouse/src/index.ts': '',
  },
  'kit-imports-errors': {
    'libs/config/src/a.ts': "import '../../report/src/index.ts';",
    'libs/report/src/index.ts': '',
  },
  'lib-imports-no-app': {
    'libs/scan/src/a.ts': "import '../../../apps/agent/src/main.ts';",
    'apps/agent/src/main.ts': '',
  },
  'app-imports-no-app': {
    'apps/gateway/src/a.ts': "import '../../agent/src/main.ts';",
    'apps/agent/src/main.ts': '',
  },
  'explorer-takes-types-only': {
    'apps/explorer/src/a.tsx': "import '../../../libs/query/src/index.ts';",
    'libs/query/src/index.ts': '',
  },
  'testing-is-for-tests': {
    'apps/gateway/src/a.ts': "import '../../../libs/testing/src/index.ts';",
    'libs/testing/src/index.ts': '',
  },
  'front-door': {
    'libs/kfunc/src/a.ts': "import '../../btf/src/inner.ts';",
    'libs/btf/src/inner.ts': '',
  },
};

/** The agent, and a library between it and the report's validator, which is imported as `statement`. */
const agentOver = (statement: string): Record<string, string> => ({
  'apps/agent/src/main.ts': "import './scan.ts';",
  'apps/agent/src/scan.ts': "import '../../../libs/spool/src/index.ts';",
  'libs/spool/src/index.ts': `${statement} '../../report/src/schema/index.ts';`,
  'libs/report/src/schema/index.ts': 'export const schema = 1; export type Report = 1;',
});

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Names of the rules that a tree of files breaks. */
async function broken(
  name: string,
  files: Record<string, string>,
  { forbidden, options: all }: Rules = config,
): Promise<string[]> {
  const baseDir = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(baseDir, path)), { recursive: true });
    writeFileSync(join(baseDir, path), text);
  }
  const { tsConfig, ...options } = all;
  const result = await cruise(
    ['.'],
    {
      ...options,
      baseDir,
      validate: true,
      ruleSet: { forbidden },
    } as ICruiseOptions,
    { bustTheCache: true },
  );
  return (result.output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

/** The layer that package.json of each library names, as `nest-kit nest`, in order. */
function taggedLibraries(): string[] {
  return globSync('libs/*/package.json', { cwd: repository })
    .map((path) => {
      const { nx } = JSON.parse(readFileSync(join(repository, path), 'utf8'));
      return `${basename(dirname(path))} ${nx.tags.join()}`;
    })
    .sort();
}

describe('layers', () => {
  it('hold each library once, and its package.json says the same', () => {
    const tags = {
      ...Object.fromEntries(Object.keys(layers).map((key) => [key, key])),
      nestKit: 'nest',
    };
    const ruled = Object.entries(layers).flatMap(([layer, names]) =>
      names.map((name) => `${name} layer:${tags[layer as keyof typeof tags]}`),
    );
    expect(ruled.sort()).toEqual(taggedLibraries());
  });
});

describe('layer rules', () => {
  it('each has a case here', () => {
    expect(Object.keys(offences).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.entries(offences))('%s bites', async (name, files) => {
    expect(await broken(name, files)).toContain(name);
  });

  it.each([
    ['domain-is-pure', 'libs/kfunc/src/a.ts', 'node:crypto'],
    ['report-stays-small', 'libs/report/src/a.ts', 'lossless-json'],
    ['usecase-without-technology', 'libs/scan/src/a.ts', 'node:fs'],
    ['usecase-without-technology', 'libs/scan/src/a.ts', 'node:worker_threads'],
    ['usecase-without-technology', 'libs/scan/src/a.ts', 'node:timers/promises'],
    ['usecase-without-technology', 'libs/ingest/src/a.ts', 'zod'],
  ])('%s: %s must not import %s', async (name, path, module) => {
    const files = {
      [path]: `import '${module}';`,
      ...installed('zod'),
      ...installed('lossless-json'),
    };
    expect(await broken(`${name}-${module.replace(/\W/g, '-')}`, files)).toEqual([name]);
  });

  it('lets a use case and report hash, and report validate', async () => {
    const files = {
      'libs/scan/src/a.ts': "import 'node:crypto';",
      'libs/report/src/a.ts': "import 'node:crypto';\nimport 'zod';",
      ...installed('zod'),
    };
    expect(await broken('allowed', files)).toEqual([]);
  });

  it('lets a clean tree pass', async () => {
    const files = {
      'libs/scan/src/index.ts': "import './inner.ts';\nimport '../../btf/src/index.ts';",
      'libs/scan/src/inner.ts': '',
      'libs/btf/src/index.ts': '',
    };
    expect(await broken('clean', files)).toEqual([]);
  });
});

describe('agent-stays-small', () => {
  it('bites on what the agent imports', async () => {
    const files = {
      'apps/agent/src/main.ts': "import '../../../libs/kafka/src/index.ts';",
      'libs/kafka/src/index.ts': '',
    };
    expect(await broken('agent-direct', files, agent)).toEqual(['agent-stays-small']);
  });

  it('bites on the whole lifecycle data', async () => {
    const files = {
      'apps/agent/src/main.ts': "import '../../../libs/lifecycle/src/index.ts';",
      'libs/lifecycle/src/index.ts': "import './data.ts';",
      'libs/lifecycle/src/data.ts': '',
    };
    expect(await broken('agent-lifecycle', files, agent)).toEqual(['agent-stays-small']);
  });

  it.each([
    ['a value', 'import { schema } from', '; schema'],
    ['an effect', 'import', ''],
  ])('bites on %s that a library of it imports', async (name, statement, use) => {
    const files = agentOver(statement);
    files['libs/spool/src/index.ts'] += use;
    expect(await broken(`agent-${name}`, files, agent)).toEqual(['agent-stays-small']);
  });

  it('lets libraries use types that come from the validator', async () => {
    expect(await broken('agent-types', agentOver('import type { Report } from'), agent)).toEqual(
      [],
    );
  });
});
