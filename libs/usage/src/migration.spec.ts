import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CarryingProgram,
  migrationClasses,
  migrationOf,
  migrationSeries,
} from './migration.ts';
import { countReach } from './reach.ts';
import { type Rung, rungs } from './rung.ts';

const sides = { old: ['scx_bpf_dispatch'], new: ['scx_bpf_dsq_insert'] };

function program(
  name: string,
  carries: readonly (readonly [string, Rung])[],
  over: Partial<CarryingProgram> = {},
): CarryingProgram {
  const shown = carries.map(([kfunc, rung]) => ({ name: kfunc, rung }));
  const where = { hosts: [`host of ${name}`], organisations: ['a'] };
  return { program: name, loader: 'scx', namesKept: true, carries: shown, ...where, ...over };
}

describe('migrationOf', () => {
  it('classes programs by the names they carry, whatever they call here', () => {
    const found = migrationOf(sides, [
      program('old', [['scx_bpf_dispatch___compat', 'called']]),
      program('old-missing', [['scx_bpf_dispatch', 'missing']]),
      program('new', [['scx_bpf_dsq_insert', 'called']]),
      program('both', [
        ['scx_bpf_dsq_insert', 'called'],
        ['scx_bpf_dispatch', 'referenced'],
      ]),
      program('dropped', [['scx_bpf_dispatch', 'called']], { namesKept: false }),
      program('other', [['scx_bpf_kick_cpu', 'called']]),
      program('tracer', [['scx_bpf_dispatch', 'attached-to']]),
    ]);
    expect(migrationClasses.map((each) => found[each].carrying.programs)).toEqual([2, 1, 1, 1]);
    expect(migrationClasses.map((each) => found[each].callingOld.programs)).toEqual([1, 0, 0, 1]);
    expect(migrationClasses.map((each) => found[each].callingNew.programs)).toEqual([0, 1, 1, 0]);
  });

  it('joins what a program shows on two kernels, and counts the hosts of each call', () => {
    const names = (before: Rung, after: Rung) =>
      [
        ['scx_bpf_dispatch', before],
        ['scx_bpf_dsq_insert', after],
      ] as const;
    const found = migrationOf(sides, [
      program('p', names('called', 'missing'), { hosts: ['1', '2'], organisations: ['a'] }),
      program('p', names('missing', 'called'), { hosts: ['2', '3'], organisations: ['b'] }),
    ]);
    expect(found.both.carrying).toEqual({
      programs: 1,
      loaders: 1,
      programsWithoutLoader: 0,
      hosts: 3,
      organisations: 2,
    });
    expect(found.both.callingOld).toMatchObject({ programs: 1, hosts: 2, organisations: 1 });
    expect(found.both.callingNew).toMatchObject({ programs: 1, hosts: 2, organisations: 1 });
  });

  it('counts each program in one class, and agrees with one look at its names', () => {
    const carries = fc.array(
      fc.tuple(
        fc.constantFrom('scx_bpf_dispatch', 'scx_bpf_dsq_insert', 'bpf_throw'),
        fc.constantFrom(...rungs),
      ),
      { maxLength: 4 },
    );
    const entries = fc.array(fc.tuple(fc.nat(5), carries, fc.boolean(), fc.nat(3)));
    fc.assert(
      fc.property(entries, (list) => {
        const all = list.map(([id, shown, namesKept, host]) =>
          program(`${id}`, shown, { namesKept, hosts: [`${host}`] }),
        );
        const expected = new Map<string, number>();
        for (const id of new Set(all.map((each) => each.program))) {
          const own = all.filter((each) => each.program === id);
          const names = own
            .flatMap((each) => each.carries)
            .filter(({ rung }) => ['called', 'inlined', 'referenced', 'missing'].includes(rung))
            .map(({ name }) => name);
          const [old, now] = ['scx_bpf_dispatch', 'scx_bpf_dsq_insert'].map((name) =>
            names.includes(name),
          );
          if (!old && !now) continue;
          // Only entries that show a name of the family are looked at.
          const kept = own.some((each) => each.namesKept && classifies(each));
          const side = old ? 'old-only' : 'new-only';
          const one = old && now ? 'both' : kept ? side : 'unknown';
          expected.set(one, (expected.get(one) ?? 0) + 1);
        }
        const found = migrationOf(sides, all);
        for (const each of migrationClasses)
          expect(found[each].carrying.programs).toBe(expected.get(each) ?? 0);
      }),
    );
  });
});

function classifies({ carries }: CarryingProgram): boolean {
  const counted = ['called', 'inlined', 'referenced', 'missing'];
  return carries.some(({ name, rung }) => name.startsWith('scx') && counted.includes(rung));
}

describe('migrationSeries', () => {
  it('follows the days', () => {
    const old = program('p', [['scx_bpf_dispatch', 'called']]);
    const renewed = program('q', [['scx_bpf_dsq_insert', 'called']]);
    const curve = migrationSeries(sides, [
      { day: '2025-10-02', programs: [renewed] },
      { day: '2025-10-01', programs: [old, renewed] },
    ]);
    expect(curve.map(({ day }) => day)).toEqual(['2025-10-01', '2025-10-02']);
    const old2 = curve.map(({ migration }) => migration['old-only'].carrying.programs);
    expect(old2).toEqual([1, 0]);
  });
});

describe('countReach', () => {
  it('counts each thing once, and programs of which no loader is known', () => {
    const at = (name: string, loader: string, hosts: string[]) =>
      program(name, [], { loader, hosts });
    expect(
      countReach([at('p', '', ['1']), at('p', 'x', ['1', '2']), at('q', '', []), at('r', 'x', [])]),
    ).toEqual({
      programs: 3,
      loaders: 1,
      programsWithoutLoader: 1,
      hosts: 2,
      organisations: 1,
    });
  });
});
