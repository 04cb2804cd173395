/** A statement of use on its whole way: CLI, gateway, queue, ingester, store, query API, CLI. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenDigest } from '@kfunc-census/access';
import type { StatementListAnswer } from '@kfunc-census/query';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../apps/cli/src/cli.ts';
import { type AllInOne, startAllInOne } from './all-in-one.ts';

const kfunc = 'bpf_wq_set_callback_impl';
const said = ['--who', 'timerd', '--how', 'one timer\na host', '--why', 'it has to sleep'];

/** Not through npm: what is killed must be the process itself. */
const command = [process.execPath, 'apps/all-in-one/dist/main.js'] as const;

describe('a statement of use', () => {
  let app: AllInOne;
  beforeAll(async () => {
    app = await startAllInOne({ command });
    admit('admin.token', 'local', ['administer', 'read-organisation', 'read-installation']);
    admit('shop.token', 'shop', ['send']);
    admit('reader.token', 'maintainers', ['read-organisation', 'read-installation']);
  }, 120_000);
  afterAll(() => app?.stop());

  /** Makes a token with these rights, as docs/tenants.md says. */
  function admit(file: string, organisation: string, rights: readonly string[]): void {
    const token = `a-token-in-${file}`;
    writeFileSync(join(app.stateDir, file), token);
    const path = join(app.stateDir, 'tenants.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    const entry = { sha256: Buffer.from(tokenDigest(token)).toString('hex'), rights };
    const tenant = document.tenants.find(
      (one: { organisation: string }) => one.organisation === organisation,
    );
    if (tenant === undefined) document.tenants.push({ organisation, tokens: [entry] });
    else tenant.tokens.push(entry);
    writeFileSync(path, JSON.stringify(document));
  }

  const run = async (...args: readonly string[]) => {
    const written = { out: '', err: '' };
    const io = {
      out: (text: string) => {
        written.out += text;
      },
      err: (text: string) => {
        written.err += text;
      },
    };
    const env = {
      CENSUS_STATE_DIR: app.stateDir,
      CENSUS_GATEWAY_URL: app.gatewayUrl,
      CENSUS_QUERY_URL: app.queryUrl,
    };
    return { code: await runCli(args, io, env), ...written };
  };
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, out, err } = await run('--json', ...args);
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out) as T;
  };
  const list = async (...args: readonly string[]) =>
    (await json<StatementListAnswer>('statement', 'list', ...args)).statements;
  const states = async (...args: readonly string[]) =>
    (await list(...args)).map(({ version, state }) => `${version} ${state}`);
  const asReader = (...args: readonly string[]) => [
    ...args,
    ...['--all-organisations', '--token-file', join(app.stateDir, 'reader.token')],
  ];
  const until = (expected: readonly string[], ...args: readonly string[]) =>
    vi.waitFor(async () => expect(await states(...args)).toEqual(expected), {
      timeout: 20_000,
      interval: 100,
    });
  const evidence = async () => (await run('evidence', kfunc, ...asReader())).out;

  it('is seen by its owner, published, corrected, published again, and withdrawn', async () => {
    const accepted = await json<{ id: string }>('statement', 'add', '--kfunc', kfunc, ...said);
    const { id } = accepted;
    await until(['1 submitted']);
    expect(await states(...asReader())).toEqual([]);
    expect(await evidence()).toContain('None on file');

    const waiting = ['--state', 'submitted', '--all-organisations'];
    const admin = ['--token-file', join(app.stateDir, 'admin.token')];
    const [first] = await list(...waiting, ...admin);
    expect(first).toMatchObject({ organisation: 'local', id, who: 'timerd' });
    await json('statement', 'publish', id, '--digest', first?.digest ?? '');
    await until(['1 published'], ...asReader());
    const block = await evidence();
    expect(block).toMatch(new RegExp(`${id},\\s+version 1, published`));
    expect(block).toContain('one timer a host');
    expect(block).not.toContain('local');

    const correction = [...said, '--contact', 'timerd@example.org', '--id', id];
    await json('statement', 'add', '--kfunc', kfunc, ...correction);
    await until(['1 published', '2 submitted']);
    expect(await states(...asReader())).toEqual(['1 published']);
    const [second] = await list(...waiting, ...admin);
    await json('statement', 'publish', id, '--digest', second?.digest ?? '');
    await until(['2 published'], ...asReader());
    expect(await evidence()).toContain('timerd@example.org');

    // After an unclean stop the queue gives everything again.
    const { stateDir } = app;
    await app.kill();
    app = await startAllInOne({ command, stateDir });
    await until(['2 published'], ...asReader());

    await json('statement', 'withdraw', id);
    await until([], ...asReader());
    expect(await states()).toEqual(['3 withdrawn']);
    expect(await evidence()).toContain('None on file');
    const { out } = await run('statement', 'list');
    expect(out).toContain(`${id}, version 3`);
    expect(out).not.toContain('timerd');
  }, 180_000);

  it('is refused for good', async () => {
    const add = ['statement', 'add', '--kfunc', 'bpf_a', ...said];
    const { id } = await json<{ id: string }>(...add);
    await until(['1 submitted'], '--kfunc', 'bpf_a');
    const [row] = await list('--kfunc', 'bpf_a');
    const digest = row?.digest ?? '';
    await json('statement', 'refuse', id, '--digest', digest);
    await until(['1 refused'], '--kfunc', 'bpf_a');
    const { code, err } = await run('statement', 'publish', id, '--digest', digest);
    expect([code, err]).toEqual([2, expect.stringContaining('field: digest')]);
  });

  it('is judged as that of one organisation, where another says the same with the same id', async () => {
    const add = ['statement', 'add', '--kfunc', 'bpf_b', ...said];
    const { id } = await json<{ id: string }>(...add);
    await until(['1 submitted'], '--kfunc', 'bpf_b');
    const as = ['--send-token-file', join(app.stateDir, 'shop.token')];
    const document = await json<{ digest: string }>(...add, '--id', id, ...as);
    const judge = ['statement', 'publish', id, '--digest', document.digest];
    const admin = ['--token-file', join(app.stateDir, 'admin.token'), '--all-organisations'];
    await until(['1 submitted', '2 submitted'], '--kfunc', 'bpf_b', ...admin);
    const { code, err } = await run(...judge);
    expect([code, err]).toEqual([2, expect.stringContaining('--organisation')]);
    await json(...judge, '--organisation', 'shop');
    await until(['2 published'], ...asReader('--kfunc', 'bpf_b'));
    expect(await states(...admin, '--organisation', 'local', '--kfunc', 'bpf_b')).toEqual([
      '1 submitted',
    ]);
  });

  it.each([
    ['who', 'a\u202eb', 2, '/who'],
    ['how', 'x'.repeat(2000), 2, '/how'],
    ['kfunc', 'not a name', 2, '/kfunc'],
    ['contact', '', 2, '/contact'],
    ['id', 'x', 2, '/id'],
    ['gateway', 'http://example.org', 2, 'gateway'],
  ])('is refused with field and fix: --%s', async (option, value, code, field) => {
    const args = [`--${option}`, value];
    const ran = await run('statement', 'add', '--kfunc', 'bpf_a', ...said, ...args);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toMatch(new RegExp(`field: ${field}\\n {2}fix: `));
  });

  it('is decided by nobody without the right', async () => {
    const reader = join(app.stateDir, 'reader.token');
    const digest = ['--digest', '0'.repeat(32)];
    const id = '7a1f2c9e-5d34-4b8a-9c1e-0f6b2d7e8a90';
    const ran = await run('statement', 'publish', id, ...digest, '--admin-token-file', reader);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('administer')]);
    const gone = await run('statement', 'withdraw', id);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('statement list')]);
  });
});
