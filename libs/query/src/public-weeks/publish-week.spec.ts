import {
  catalogueKfunc,
  catalogueLine,
  createMemoryPublicWeeks,
  createUsageOracle,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { daysOfWeek } from '@kfunc-census/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoundsAnswer, PublicWeek, UseBounds } from './answers.ts';
import { publishWeek } from './public-week-queries.ts';

const week = '2026-W10';
const { from, to } = daysOfWeek(week);
const noon = Date.parse(`${from}T12:00:00Z`);
const clock = { now: () => Date.parse('2026-03-10T00:00:00Z') };
const used = 'bpf_dynptr_from_skb';
const private_ = 'acme_secret_kfunc';
const [using, idle] = [[used], []].map((names, at) =>
  setLine({
    set: idOf('set', at),
    programs: names.map((name) =>
      programMember({ program: idOf('program', at), kfuncs: [programKfunc(name)] }),
    ),
    objects: [],
  }),
);
const catalogue = catalogueLine({
  kfuncs: [catalogueKfunc(used), catalogueKfunc('bpf_rcu_read_lock')],
});
const own = catalogueLine({
  catalogue: idOf('catalogue', 2),
  kfuncs: [catalogueKfunc(private_)],
});

/** So many hosts of an organisation on a kernel, of which some use the kfunc. */
interface Group {
  readonly org: string;
  readonly release: string;
  readonly hosts: number;
  readonly users: number;
  readonly distro?: string;
  readonly catalogues?: readonly string[];
}

function worldOf(groups: readonly Group[]): World {
  const hosts = groups.flatMap(({ org, release, hosts, users, distro = 'debian', ...more }, at) =>
    Array.from({ length: hosts }, (_, number) =>
      hostLine({
        org,
        host: idOf('host', at * 1000 + number),
        platform: idOf('platform', at),
        release,
        distro,
        set: (number < users ? using : idle)?.set ?? '',
        catalogues: more.catalogues ?? [catalogue.catalogue],
        received_at: noon,
      }),
    ),
  );
  const days = Array.from({ length: 7 }, (_, at) => ({
    kind: 'closed' as const,
    day: new Date(noon + at * 86_400_000).toISOString().slice(0, 10),
    queue: 'reports.v1',
    partition: 0,
    partitions: 1,
    at: 1,
  }));
  const sets = [using, idle].filter((set) => set !== undefined);
  return { hosts, sets, catalogues: [catalogue, own], days };
}

const publish = (world: World): Promise<PublicWeek> => {
  const weeks = createMemoryPublicWeeks();
  const reader = { ...createUsageOracle(world), ...weeks };
  return publishWeek({ reader, publicWeeks: weeks, clock }, week);
};
const text = ({ least, most }: BoundsAnswer) =>
  least === most ? `${least}` : `${least}-${most ?? ''}`;
const useText = ({ users, exposed }: UseBounds) => `${text(users)} of ${text(exposed)}`;
const kfuncOf = ({ kfuncs }: PublicWeek, name = used) => kfuncs.find((one) => one.name === name);

describe('publishing a week', () => {
  it('tells of one organisation with many hosts, and of never-used kfuncs', async () => {
    const found = await publish(
      worldOf([{ org: 'acme', release: '6.12.1', hosts: 30, users: 20 }]),
    );
    expect(found).toMatchObject({ week, from, to, organisations: 1, threshold: 5 });
    const one = kfuncOf(found);
    expect(useText(one?.hosts as UseBounds)).toBe('20 of 30');
    expect(useText(one?.organisations as UseBounds)).toBe('1 of 1');
    const values = (by: 'line' | 'distro' | 'arch') =>
      one?.by?.[by].parts.map((part) => [part.value, useText(part)]);
    expect(values('line')).toEqual([['6.12', '20 of 30']]);
    expect(values('arch')).toEqual([['x86_64', '20 of 30']]);
    expect(values('distro')).toEqual([['other', '20 of 30']]);
    const never = kfuncOf(found, 'bpf_rcu_read_lock');
    expect(useText(never?.hosts as UseBounds)).toBe('0 of 30');
    expect(never?.by).toBeNull();
  });

  it('says that there are a few users, and neither how many nor whose', async () => {
    const found = await publish(
      worldOf([
        { org: 'acme', release: '6.12.1', hosts: 30, users: 3 },
        { org: 'umbra', release: '6.12.1', hosts: 10, users: 0 },
      ]),
    );
    const one = kfuncOf(found);
    expect(useText(one?.hosts as UseBounds)).toBe('1-4 of 40');
    expect(useText(one?.organisations as UseBounds)).toBe('1-2 of 2');
    expect(JSON.stringify(found)).not.toContain('acme');
  });

  it('names kfuncs and distributions of one organisation alone to nobody', async () => {
    const more = { catalogues: [catalogue.catalogue, own.catalogue], distro: 'acme-os' };
    const found = await publish(
      worldOf([
        { org: 'acme', release: '6.12.1', hosts: 30, users: 10, ...more },
        { org: 'umbra', release: '6.12.1', hosts: 10, users: 8 },
        { org: 'third', release: '6.12.1', hosts: 10, users: 8 },
      ]),
    );
    expect(found.kfuncs_withheld).toBe(1);
    expect(JSON.stringify(found)).not.toMatch(/acme/);
    expect(kfuncOf(found)?.by?.distro.parts.map(({ value }) => value)).toEqual(['debian', 'other']);
  });

  it('names a kernel line of one organisation only where upstream numbers it so', async () => {
    const found = await publish(
      worldOf([
        { org: 'acme', release: 'acme-kernel-7', hosts: 30, users: 10 },
        { org: 'acme', release: '6.18.1', hosts: 10, users: 8 },
      ]),
    );
    expect(kfuncOf(found)?.by?.line.parts.map(({ value }) => value)).toEqual(['6.18', 'other']);
    expect(JSON.stringify(found)).not.toContain('acme');
  });

  it('is done once', async () => {
    const weeks = createMemoryPublicWeeks();
    const at = (hosts: number) =>
      publishWeek(
        {
          reader: {
            ...createUsageOracle(worldOf([{ org: 'a', release: '6.12.1', hosts, users: 9 }])),
            ...weeks,
          },
          publicWeeks: weeks,
          clock,
        },
        week,
      );
    expect(await at(11)).toEqual(await at(10));
  });

  it.each(['2026-W99', '2026-10', ''])('refuses %j', async (bad) => {
    const weeks = createMemoryPublicWeeks();
    const reader = { ...createUsageOracle(worldOf([])), ...weeks };
    await expect(publishWeek({ reader, publicWeeks: weeks, clock }, bad)).rejects.toMatchObject({
      code: 'request/invalid',
      field: 'week',
    });
  });

  it('refuses a week of which a day is open, and names the day', async () => {
    const world = worldOf([]);
    const open = { ...world, days: (world.days ?? []).slice(0, 6) };
    await expect(publish(open)).rejects.toThrow(`week: ${week} is not complete: ${to}.`);
  });
});

const groups = fc.array(
  fc
    .record({
      org: fc.constantFrom('acme', 'umbra', 'third'),
      release: fc.constantFrom('6.12.1', '6.15.2', '6.18.3'),
      distro: fc.constantFrom('debian', 'fedora', 'own'),
      hosts: fc.integer({ min: 1, max: 12 }),
      users: fc.integer({ min: 0, max: 12 }),
    })
    .map((group) => ({ ...group, users: Math.min(group.users, group.hosts) })),
  { minLength: 1, maxLength: 5 },
);

/** What the parts that add up to a whole say of one of them. */
function narrowed(whole: BoundsAnswer, parts: readonly BoundsAnswer[], at: number): BoundsAnswer {
  const others = parts.filter((_, index) => index !== at);
  const sum = (of: (bounds: BoundsAnswer) => number) =>
    others.reduce((all, bounds) => all + of(bounds), 0);
  const most = (bounds: BoundsAnswer) => bounds.most ?? Number.POSITIVE_INFINITY;
  const part = parts[at] ?? whole;
  return {
    least: Math.max(part.least, whole.least - sum(most)),
    most: Math.min(most(part), most(whole) - sum(({ least }) => least)),
  };
}

describe('a published week of random organisations', () => {
  it('lets no small number be calculated, and says nothing false', async () => {
    let small = 0;
    await fc.assert(
      fc.asyncProperty(groups, async (made) => {
        const world = worldOf(made);
        const found = kfuncOf(await publish(world));
        const reader = createUsageOracle(world);
        const window = { from, to };
        const everyone = { organisation: undefined };
        for (const dimension of ['line', 'distro', 'arch'] as const) {
          const parts = found?.by?.[dimension].parts ?? [];
          const kfunc = { name: used, module: 'vmlinux' };
          const truth = await reader.strata(everyone, window, {}, kfunc, dimension);
          for (const measure of ['users', 'exposed'] as const) {
            const bounds = parts.map((part) => part[measure]);
            const whole = found?.hosts[measure] as BoundsAnswer;
            for (const [index, part] of parts.entries()) {
              const row = truth.find(({ value }) => value === part.value);
              const value = row?.[measure] ?? part[measure].least;
              expect(value).toBeGreaterThanOrEqual(part[measure].least);
              expect(value).toBeLessThanOrEqual(part[measure].most ?? value);
              if (part[measure].least !== 1 || part[measure].most !== 4) continue;
              small += 1;
              expect(narrowed(whole, bounds, index)).toEqual({ least: 1, most: 4 });
            }
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(small).toBeGreaterThan(0);
  });
});
