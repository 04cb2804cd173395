import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config from '../../.dependency-cruiser.mjs';

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
    'node_modules/@nestjs/common/package.json': '{"name":"@nestjs/common","main":"index.js"}',
    'node_modules/@nestjs/common/index.js': '',
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
  'agent-stays-small': {
    'apps/agent/src/a.ts': "import '../../../libs/kafka/src/index.ts';",
    'libs/kafka/src/index.ts': '',
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

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Names of the rules that a tree of files breaks. */
async function broken(name: string, files: Record<string, string>): Promise<string[]> {
  const baseDir = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(baseDir, path)), { recursive: true });
    writeFileSync(join(baseDir, path), text);
  }
  const { tsConfig, ...options } = config.options;
  const result = await cruise(
    ['.'],
    {
      ...options,
      baseDir,
      validate: true,
      ruleSet: { forbidden: config.forbidden },
    } as ICruiseOptions,
    { bustTheCache: true },
  );
  return (result.output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

describe('layer rules', () => {
  it('each has a case here', () => {
    expect(Object.keys(offences).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.entries(offences))('%s bites', async (name, files) => {
    expect(await broken(name, files)).toContain(name);
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
