/** What every question says of a name, a window, a cursor or a patch that is wrong, over HTTP and by the CLI. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forecastBounds } from '@kfunc-census/query';
import { buildOpenApi, problem } from '@kfunc-census/query-http';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApi, serveApi } from './served-api.ts';
import { type CliRun, createCli, type ServedCli } from './served-cli.ts';

const old = 'bpf_wq_set_callback_impl';
const misspelt = 'bpf_wq_set_calback_impl';
const organisation = 'shop';

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}
const document = JSON.parse(JSON.stringify(await buildOpenApi())) as {
  paths: Record<string, { get?: Operation; post?: Operation }>;
};

/** A window that is wrong: field, value, and what is said of it. */
const windows = [
  ['days', '0', '1 to 366'],
  ['days', 'x', 'whole number'],
  ['days', '-1', 'whole number'],
  ['days', '999999999', '1 to 366'],
  ['until', '2999-01-01', 'in the future'],
  ['until', '2026-02-30', 'no day 2026-02-30'],
  ['until', 'yesterday', 'YYYY-MM-DD'],
  ['until', '1969-12-31', 'too early'],
] as const;

const patches = {
  none: '@@ -1,2 +1,2 @@\n-static int a;\n+static int b;\n context\n',
  prose: 'Nothing of this is a patch.\n',
  large: 'x'.repeat(5_000_000),
};

let api: ServedApi;
let cli: ServedCli;
beforeAll(async () => {
  const fleet = replays.find(({ name }) => name === 'impl-removal')?.fleet();
  if (fleet === undefined) throw new TypeError('no replay impl-removal');
  api = await serveApi(createUsageOracle(worldOfDay(fleet, 4)));
  api.now = Date.parse(`${fleet.days[4]}T23:59:59Z`);
  cli = createCli(api);
});
afterAll(async () => {
  cli.close();
  await api.close();
});

/** A problem document; throws unless the answer is one that says what can be done. */
async function refused(path: string, body?: object) {
  const answer = await api.ask(organisation, path, body);
  const found = problem.parse(answer.body);
  expect([path.slice(0, 80), found.status]).toEqual([path.slice(0, 80), answer.status]);
  expect(found.fix.length).toBeGreaterThan(10);
  return found;
}

describe('POST /v1/forecast', () => {
  const path = '/v1/forecast';
  const body = { remove: [old] };

  it.each(windows)('refuses %s=%s', async (field, value, said) => {
    const found = await refused(`${path}?${new URLSearchParams({ [field]: value })}`, body);
    expect(found).toMatchObject({ status: 400, code: 'request/invalid', field });
    expect(found.detail).toContain(said);
  });

  it('names the nearest of an unknown kfunc', async () => {
    const found = await refused(path, { remove: [misspelt] });
    expect(found).toMatchObject({ status: 404, code: 'query/unknown-kfunc', field: 'remove' });
    expect(found.detail).toContain(old);
  });

  it('takes no cursor, since its answer has no parts', async () => {
    const found = await refused(`${path}?cursor=x`, body);
    expect(found).toMatchObject({ status: 400, field: 'cursor' });
  });

  it.each([
    ['none', 400, 'request/invalid', '1 hunks were read'],
    ['prose', 400, 'request/invalid', 'expected a unified diff'],
    ['large', 413, 'report/too-large', `${forecastBounds.patch} characters`],
  ] as const)('refuses the patch "%s"', async (name, status, code, said) => {
    const found = await refused(path, { patch: patches[name] });
    expect(found).toMatchObject({ status, code, field: 'patch' });
    expect(found.detail).toContain(said);
  });
});

describe('GET routes of one kfunc', () => {
  const routes = Object.entries(document.paths)
    .filter(([, { get }]) => get !== undefined)
    .map(([template]) => template)
    .filter((template) => /^\/v1\/(kfuncs|families)\/\{name\}/.test(template));

  it('are found, evidence and family among them', () => {
    expect(routes).toEqual(
      expect.arrayContaining([
        ...['/v1/kfuncs/{name}', '/v1/kfuncs/{name}/evidence', '/v1/families/{name}'],
      ]),
    );
  });

  it.each(routes)('%s names the nearest', async (template) => {
    const found = await refused(template.replace('{name}', misspelt));
    expect(found).toMatchObject({ status: 404, code: 'query/unknown-kfunc', field: 'name' });
    expect(found.detail).toContain(old);
  });
});

/** Arguments that a command is given, by the name that its help has for them. */
const samples: Readonly<Record<string, readonly string[]>> = {
  kfunc: [old],
  a: ['6.18.5-arch1-1'],
  b: ['6.18.5-arch1-1'],
  id: [],
};
/** What a command needs besides. */
const needed: Readonly<Record<string, readonly string[]>> = { forecast: ['--remove', old] };

interface CliCommand {
  readonly name: string;
  readonly args: readonly string[];
  readonly help: string;
}

/** The commands of the help that ask something, with arguments that are right. */
async function commands(): Promise<readonly CliCommand[]> {
  const { out } = await cli.run(organisation, '--help');
  const listed = out.slice(out.indexOf('\nCommands:'));
  const found: CliCommand[] = [];
  for (const [, name = '', rest = ''] of listed.matchAll(/^ {2}([a-z-]+)((?: [^\n ]+)*)/gm)) {
    const places = [...rest.matchAll(/[<[](\w+)[\]>]/g)].map(([, place = '']) => place);
    const given = places.filter((place) => place !== 'options').map((place) => samples[place]);
    if (given.some((one) => one === undefined)) continue;
    const { out: help } = await cli.run(organisation, name, '--help');
    const args = [...given.flatMap((one) => one ?? []), ...(needed[name] ?? [])];
    found.push({ name, args, help });
  }
  return found;
}

describe('the CLI', () => {
  const told = (run: CliRun, field: string, said: string) => {
    expect(run.out).toBe('');
    expect(run.err.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(run.err).toMatch(new RegExp(`\\n {2}field: ${field}\\n {2}fix: `));
  };

  it.each(windows)(
    'says of --%s %s what is wrong, in every command',
    async (field, value, said) => {
      const asking = (await commands()).filter(({ help }) => help.includes(`--${field} `));
      expect(asking.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['list', 'usage', 'coverage', 'evidence', 'forecast']),
      );
      for (const { name, args } of asking) {
        const run = await cli.run(organisation, name, ...args, `--${field}`, value);
        expect([name, run.code]).toEqual([name, 2]);
        told(run, field, said);
      }
    },
  );

  it('says of a cursor that it is none, in every command', async () => {
    const asking = (await commands()).filter(({ help }) => help.includes('--cursor '));
    expect(asking.map(({ name }) => name)).toEqual(expect.arrayContaining(['list', 'kernels']));
    for (const { name, args } of asking) {
      const run = await cli.run(organisation, name, ...args, '--cursor', 'x');
      expect([name, run.code]).toEqual([name, 2]);
      told(run, 'cursor', 'cursor');
    }
  });

  it('names the nearest of an unknown kfunc, in every command', async () => {
    const asking = (await commands()).filter(({ args }) => args.includes(old));
    expect(asking.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['usage', 'evidence', 'forecast']),
    );
    for (const { name, args } of asking) {
      const wrong = args.map((arg) => (arg === old ? misspelt : arg));
      const run = await cli.run(organisation, name, ...wrong);
      expect([name, run.code]).toEqual([name, 4]);
      told(run, name === 'forecast' ? 'remove' : 'name', old);
    }
  });

  it.each([
    ['none', 'none removes, adds or changes a kfunc'],
    ['prose', 'expected a unified diff'],
    ['large', `at most ${forecastBounds.patch} characters`],
  ] as const)('says of the patch "%s" what is wrong', async (name, said) => {
    const file = join(cli.folder, `${name}.patch`);
    writeFileSync(file, patches[name]);
    const run = await cli.run(organisation, 'forecast', '--patch', file);
    expect(run.code).toBe(2);
    told(run, 'patch', said);
  });

  it('gives a program the same as a document', async () => {
    const run = await cli.run(organisation, '--json', 'evidence', misspelt);
    expect([run.code, run.out]).toEqual([4, '']);
    const found = problem.parse(JSON.parse(run.err));
    expect(found).toMatchObject({ code: 'query/unknown-kfunc', field: 'name' });
  });
});
