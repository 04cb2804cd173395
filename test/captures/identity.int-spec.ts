/** One object on several kernels, through the ids of the contract into a store, and what it answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { clickHouseEngine, storeLines } from '@kfunc-census/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentityHost, identityHost } from './identity-hosts.ts';

const engine = clickHouseEngine();
const day = '2026-11-25';
const window = { from: day, to: day };
const receivedAt = Date.parse(`${day}T12:00:00Z`);

const hosts = (organisation: string): IdentityHost[] => [
  identityHost('7.2.12+deb13', organisation, receivedAt),
  identityHost('7.3.4+deb13', organisation, receivedAt),
  identityHost('7.2.12+deb13', organisation, receivedAt, true),
];

describe.skipIf(engine.skip)(engine.title, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-identity-'));
  let open: OpenStore;

  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
  });
  afterAll(async () => {
    await open.close();
    rmSync(path, { recursive: true, force: true });
  });

  /** What is asked of each kernel and of both. */
  async function answers(organisation: string) {
    const scope = { organisation };
    const kfunc = async (name: string, release?: string) => {
      const stratum = release === undefined ? {} : { release };
      const [figures] = await open.reader.kfunc(scope, window, stratum, name);
      const { exposed, users, usersByRung } = figures ?? {};
      return {
        exposed,
        users,
        called: usersByRung?.called,
        inlined: usersByRung?.inlined,
        unresolved: usersByRung?.unresolved,
      };
    };
    const iter = { name: 'bpf_iter_num_new', module: 'vmlinux' };
    const programs = await open.reader.programs(scope, window, {}, iter, 10);
    return {
      both: await kfunc(iter.name),
      older: await kfunc(iter.name, '7.2.12+deb13-cloud-amd64'),
      newer: await kfunc(iter.name, '7.3.4+deb13-cloud-amd64'),
      cast: await kfunc('bpf_cast_to_kern_ctx'),
      programs: programs.map(({ program, rung, hosts: count }) => ({ program, rung, count })),
    };
  }

  it('answers for each kernel and for both, however the reports come', async () => {
    let organisations = 0;
    const piece = fc.record({
      host: fc.nat(2),
      kind: fc.constantFrom('hosts', 'sets', 'catalogues'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (more) => {
        organisations += 1;
        const organisation = `org-identity-${organisations}`;
        const all = hosts(organisation);
        // Pieces ahead of time, again and in any order; then each whole report once.
        for (const { host, kind } of more) {
          const empty = storeLines({});
          const stored = all[host]?.stored ?? empty;
          await open.store.insert({ ...empty, [kind]: stored[kind as 'hosts'] });
        }
        for (const host of [...all].reverse()) await open.store.insert(host.stored);
        for (const host of all) await open.store.insert(host.stored);

        const program = all[0]?.lines.set.programs[0]?.program;
        const found = await answers(organisation);
        expect(found.older).toMatchObject({ exposed: 1, users: 1, called: 1, inlined: 0 });
        expect(found.newer).toMatchObject({ exposed: 1, users: 1, called: 0, inlined: 1 });
        expect(found.both).toMatchObject({ exposed: 2, users: 2, called: 1, inlined: 1 });
        expect(found.cast).toMatchObject({ exposed: 2, users: 2, called: 0, inlined: 2 });
        expect(found.programs).toHaveLength(2);
        expect(found.programs).toEqual(
          expect.arrayContaining([
            { program, rung: 'called', count: 1 },
            { program, rung: 'inlined', count: 1 },
          ]),
        );
      }),
      { numRuns: 5 },
    );
  });
});
