import 'reflect-metadata';
import { createQueries } from '@kfunc-census/query';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  coUseAnswer,
  kfuncDetailAnswer,
  programsAnswer,
  seriesAnswer,
  strataAnswer,
  usesAnswer,
} from './index.ts';
import { type Served, serveQueries } from './served.spec-helper.ts';

const kfunc = 'bpf_wq_set_callback_impl';
const token = 'read-token-of-shop';
const rights = ['read-organisation', 'read-installation'] as const;
const principals = [{ token, organisation: 'shop', rights }];

describe('GET /v1/kfuncs/{name} and its parts', () => {
  let served: Served;
  const fleet = replays.find(({ name }) => name === 'impl-removal')?.fleet();
  if (fleet === undefined) throw new TypeError('no replay impl-removal');
  const reader = createUsageOracle(worldOfDay(fleet, 4));
  const window = { from: fleet.days[4] ?? '', to: fleet.days[4] ?? '' };
  const everyone = { organisation: undefined };
  const of = { name: kfunc, module: 'vmlinux' };

  beforeAll(async () => {
    const clock = { now: () => Date.parse(`${fleet.days[4]}T23:59:59Z`) };
    served = await serveQueries(createQueries({ reader, clock }), principals);
  });
  afterAll(() => served.close());

  /** The answer over all organisations, which is of its schema and nothing beside. */
  async function ask<T extends z.ZodType>(schema: T, path: string): Promise<z.infer<T>> {
    const response = await fetch(`${served.url}/v1/kfuncs/${path}&days=1&organisations=all`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body: unknown = await response.json();
    expect([response.status, schema.parse(body)]).toEqual([200, body]);
    return schema.parse(body);
  }
  const inVmlinux = <T extends { readonly module: string }>(kfuncs: readonly T[]): T | undefined =>
    kfuncs.find(({ module }) => module === 'vmlinux');

  it('gives the five factors, and figures as the lines have them', async () => {
    const { lifecycle, kfuncs } = await ask(kfuncDetailAnswer, `${kfunc}?`);
    const found = await reader.kfunc(everyone, window, {}, kfunc);
    const { users, exposed } = inVmlinux(found) ?? {};
    expect(users).toBeGreaterThan(0);
    expect(inVmlinux(kfuncs)?.hosts).toMatchObject({ users, exposed });
    expect(lifecycle.five_factors.use.hosts).toMatchObject({ users, exposed });
    expect(Object.keys(lifecycle.five_factors)).toEqual([
      'use',
      'age',
      'alternatives',
      'subsystem',
      'moving',
    ]);
  });

  it('answers for a name that only the lifecycle data has', async () => {
    const { kfuncs, lifecycle } = await ask(kfuncDetailAnswer, 'bpf_cgroup_kptr_get?');
    expect(kfuncs).toEqual([]);
    expect(lifecycle.five_factors.use.hosts.statement).toBe('not exposed anywhere');
    expect(lifecycle.lives[0]?.ended?.kind).toBe('removed');
  });

  it.each(['line', 'release', 'distro', 'arch', 'organisation'] as const)(
    'gives strata by %s as the lines have them',
    async (by) => {
      const { kfuncs } = await ask(strataAnswer, `${kfunc}/strata?by=${by}`);
      const rows = inVmlinux(kfuncs)?.strata.rows ?? [];
      const found = await reader.strata(everyone, window, {}, of, by);
      const byText = (a: readonly unknown[], b: readonly unknown[]) => (`${a}` < `${b}` ? -1 : 1);
      expect(
        rows.map(({ value, hosts }) => [value, hosts.users, hosts.exposed]).sort(byText),
      ).toEqual(found.map((one) => [one.value, one.users, one.exposed]).sort(byText));
    },
  );

  it.each(['type', 'loader'] as const)('gives users by %s', async (by) => {
    const { kfuncs } = await ask(usesAnswer, `${kfunc}/uses?by=${by}&limit=2`);
    const { rows, more } = await reader.usesBy(everyone, window, {}, of, by, 2);
    const uses = inVmlinux(kfuncs)?.uses;
    expect(uses?.rows.map(({ value, hosts }) => [value ?? '', hosts])).toEqual(
      rows.map(({ value, hosts }) => [value, hosts]),
    );
    expect((uses?.more ?? 0) > 0).toBe(more);
  });

  it('gives programs, co-use and days', async () => {
    const { kfuncs: shown } = await ask(programsAnswer, `${kfunc}/programs?limit=1`);
    const programs = await reader.programs(everyone, window, {}, of, 1000);
    expect(inVmlinux(shown)?.programs.rows[0]?.hosts).toBe(programs[0]?.hosts);
    expect(inVmlinux(shown)?.programs.more).toBe(programs.length - 1);
    const { kfuncs: together } = await ask(coUseAnswer, `${kfunc}/co-use?limit=1000`);
    const others = await reader.coUse(everyone, window, {}, of, 1000);
    expect(inVmlinux(together)?.co_use.rows).toEqual(others.rows);
    const { kfuncs: days } = await ask(seriesAnswer, `${kfunc}/series?`);
    expect(inVmlinux(days)).toMatchObject({ days: [{ complete: false }], trend: null });
  });
});
