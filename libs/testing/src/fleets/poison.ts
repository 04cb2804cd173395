import { createFleet, type Fleet } from './fleet.ts';
import { createKernel } from './kernels.ts';

/** What the forged hosts say that they call. */
export const poisonedKfunc = { name: 'bpf_wq_set_callback_impl', module: 'vmlinux' } as const;

/**
 * An organisation that sends reports of as many hosts as it likes, all of which claim to use one kfunc,
 * on one day; and one honest organisation of three hosts that offer it and do not use it.
 */
export function poisonedFleet(salt: string, forged: number): Fleet {
  const kernel = createKernel({ release: '6.18.9' });
  const claim = {
    loader: 'forged',
    version: '1.0',
    line: '6.18',
    programs: [{ type: 'syscall', name: 'forged', calls: [{ names: [poisonedKfunc.name] }] }],
  };
  const stage = { from: 0, over: 0, kernel };
  return createFleet({
    seed: `poison ${salt}`,
    start: '2026-02-01',
    days: 1,
    groups: [
      {
        organisation: `poisoned-${salt}`,
        hosts: forged,
        stages: [{ ...stage, builds: [claim] }],
        faults: {},
      },
      {
        organisation: `honest-${salt}`,
        hosts: 3,
        stages: [{ ...stage, builds: [] }],
        faults: {},
      },
    ],
  });
}
