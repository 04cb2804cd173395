import type { ReportProgram } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import { capPrograms } from './cap.ts';
import { Losses } from './losses.ts';

const loader = (exe: string) => ({
  exe,
  package: null,
  package_version: null,
  unit: null,
  container: null,
});
const kfunc = (name: string, sites = 1) =>
  ({ name, module: 'vmlinux', status: 'called', guard: 'unknown', sites }) as const;

function program(name: string, rest: Partial<ReportProgram> = {}): ReportProgram {
  return {
    type: 'xdp',
    attach_target: null,
    name,
    object: 'a'.repeat(32),
    attached: 'no-link-seen',
    probe: false,
    attach_type: null,
    held_by: ['fd'],
    loader: loader('tool'),
    source: 'x.bpf.c',
    run: null,
    instances: 1,
    kfuncs: [kfunc('bpf_a')],
    ...rest,
  };
}

const many = (count: number, rest: (at: number) => Partial<ReportProgram> = () => ({})) =>
  Array.from({ length: count }, (_, at) => program(`p${at}`, rest(at)));

describe('capPrograms', () => {
  it('leaves a loader with few distinct programs, and unknown loaders, as they are', () => {
    const losses = new Losses();
    const programs = [
      ...many(256),
      ...many(300, () => ({ loader: null })),
      ...many(3, () => ({ loader: loader('other tool') })),
    ];
    expect(capPrograms(programs, losses)).toEqual(programs);
    expect(losses.complete).toBe(true);
  });

  it('puts the rest of a loader into one row per type, with all their kfuncs', () => {
    const losses = new Losses();
    const programs = many(300, (at) => ({
      type: at % 2 === 0 ? 'xdp' : 'sched_cls',
      instances: at < 256 ? 3 : 1,
      attached: at === 299 ? 'yes' : 'no-link-seen',
      held_by: at === 298 ? ['link', 'pin'] : ['fd'],
      kfuncs: [kfunc('bpf_a', at), kfunc(at < 298 ? 'bpf_b' : 'bpf_rare')],
    }));
    const capped = capPrograms(programs, losses);
    expect(capped.slice(0, 256)).toEqual(programs.slice(0, 256));
    expect(capped.slice(256)).toEqual([
      program('other', {
        object: null,
        source: null,
        instances: 22,
        held_by: ['fd', 'pin', 'link'],
        kfuncs: [kfunc('bpf_a', 298), kfunc('bpf_b'), kfunc('bpf_rare')],
      }),
      program('other', {
        type: 'sched_cls',
        object: null,
        source: null,
        instances: 22,
        attached: 'yes',
        kfuncs: [kfunc('bpf_a', 299), kfunc('bpf_b'), kfunc('bpf_rare')],
      }),
    ]);
    expect(losses.addedTo({})).toEqual({ truncated: 44 });
  });

  it('takes a loader in many units for one, and says of the rest only what is the same', () => {
    const losses = new Losses();
    const programs = many(300, (at) => ({
      loader: { ...loader('tool'), unit: `u-${at}.service`, container: 'docker' },
    }));
    const capped = capPrograms(programs, losses);
    expect(capped).toHaveLength(257);
    expect(capped.at(-1)?.loader).toEqual({ ...loader('tool'), container: 'docker' });
    const packaged = (name: string) => ({ loader: { ...loader('tool'), package: name } });
    const two = many(300, (at) => packaged(at % 2 === 0 ? 'a' : 'b'));
    expect(capPrograms(two, losses)).toEqual(two);
  });

  it.each([
    ['no-link-seen', 'not-searched', 'not-searched'],
    ['not-searched', 'no-link-seen', 'not-searched'],
    ['not-searched', 'yes', 'yes'],
    ['no-link-seen', 'no-link-seen', 'no-link-seen'],
  ] as const)('of %s and %s makes %s', (first, second, attached) => {
    const programs = many(258, (at) => ({ attached: at === 256 ? first : second }));
    expect(capPrograms(programs, new Losses()).at(-1)?.attached).toBe(attached);
  });

  it('counts the kfuncs that no longer fit', () => {
    const losses = new Losses();
    capPrograms(
      many(600, (at) => ({ kfuncs: [kfunc(`k${at}`)] })),
      losses,
    );
    expect(losses.addedTo({})).toEqual({ truncated: 344 + 344 - 256 });
  });
});
