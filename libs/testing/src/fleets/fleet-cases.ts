import type { SuiteApi } from '../queue-contract-kit.ts';
import type { StoreSubject } from '../store-subject.ts';
import type { Build } from './builds.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createKernel } from './kernels.ts';
import type { Stage } from './plan.ts';
import { queriesOf, storeFleet } from './store-fleet.ts';

const kfunc = 'bpf_wq_set_callback_impl';
/** The last line that has the kfunc, and the first that has it no longer: b97931a25a4b, 7.0. */
const kernels = {
  with: createKernel({ release: '6.18.9' }),
  without: createKernel({ release: '7.0.1' }),
};
const timer = (probe: boolean): Build => ({
  loader: probe ? 'bpftool' : 'timerd',
  version: '1.0',
  line: '6.18',
  programs: [
    { type: 'syscall', name: probe ? 'probe' : 'timer', calls: [{ names: [kfunc] }], probe },
  ],
});

type Kernel = keyof typeof kernels;

/** One organisation with a group of hosts per kernel and list of builds. */
function fleetOf(
  organisation: string,
  groups: readonly (readonly [hosts: number, Kernel, readonly Build[]])[],
): Fleet {
  return createFleet({
    seed: organisation,
    start: '2026-05-01',
    days: 2,
    groups: groups.map(([hosts, kernel, builds]) => {
      const stage: Stage = { from: 0, over: 0, kernel: kernels[kernel], builds };
      return { organisation, hosts, stages: [stage], faults: {} };
    }),
  });
}

async function answerOf(subject: StoreSubject, fleet: Fleet, release?: string) {
  const organisation = fleet.organisations[0] ?? '';
  const span = { days: 2, ...(release === undefined ? {} : { release }) };
  const { kfuncs } = await queriesOf(subject, fleet).kfunc({ organisation }, kfunc, span);
  return kfuncs[0];
}

/** Cases that every store must get right, one by one: what a random fleet may meet only now and then. */
export function fleetCases(
  use: () => StoreSubject,
  { it, expect }: Pick<SuiteApi, 'it' | 'expect'>,
): void {
  it('has no share of a removed kfunc on kernels without it', async () => {
    const fleet = fleetOf('case-removed', [
      [4, 'with', [timer(false)]],
      [5, 'without', [timer(false)]],
    ]);
    await storeFleet(use(), fleet);
    const answer = await answerOf(use(), fleet);
    expect(answer?.hosts).toMatchObject({ users: 4, exposed: 4 });
    const byKernel = answer?.kernels.map(({ release, ...of }) => [release, of.users, of.exposed]);
    expect(byKernel?.sort()).toEqual([
      ['6.18.9', 4, 4],
      ['7.0.1', 0, 0],
    ]);
    const there = await answerOf(use(), fleet, '7.0.1');
    expect(there?.hosts.statement).toBe('not exposed anywhere');
    expect(there?.organisations).toEqual({
      users: 0,
      exposed: 0,
      interval: null,
      zero_bound: null,
    });
  });

  it('lists a kfunc that nobody uses, with its exposed hosts and its bound', async () => {
    const fleet = fleetOf('case-unused', [[6, 'with', []]]);
    await storeFleet(use(), fleet);
    const list = await queriesOf(use(), fleet).kfuncs(
      { organisation: 'case-unused' },
      { days: 2, used: 'unused' },
    );
    const answer = list.kfuncs.find(({ name }) => name === kfunc);
    expect(answer?.hosts.statement).toBe('0 of 6 exposed hosts in 1 organisation');
    expect(answer?.organisations.zero_bound).toBeCloseTo(0.95, 9);
  });

  it('shows a feature probe, and counts no user more for it', async () => {
    const shares = [];
    for (const [name, builds] of [
      ['case-without-probe', []],
      ['case-with-probe', [timer(true)]],
    ] as const) {
      const fleet = fleetOf(name, [
        [3, 'with', [timer(false)]],
        [4, 'with', builds],
      ]);
      await storeFleet(use(), fleet);
      const answer = await answerOf(use(), fleet);
      const { users, exposed } = answer?.hosts ?? {};
      const probes = answer?.programs.filter(({ probe }) => probe).map(({ hosts }) => hosts);
      shares.push({ users, exposed, probes });
    }
    expect(shares).toEqual([
      { users: 3, exposed: 7, probes: [] },
      { users: 3, exposed: 7, probes: [4] },
    ]);
  });
}
