import { root } from '../../tools/lib/run.ts';
import { type AllInOne, startAllInOne } from '../e2e/all-in-one.ts';

/** Without rights, so that the figures of this host are in none. */
const command = [
  'setpriv',
  '--bounding-set=-all',
  '--inh-caps=-all',
  process.execPath,
  `${root}/apps/all-in-one/dist/main.js`,
] as const;

/** All-in-one with one host, which was recorded, and an organisation of which nothing was read. */
export const startRecorded = (): Promise<AllInOne> => startAllInOne({ command });

/** All-in-one with the demo fleet and the replays, on free ports. */
export const startDemo = (): Promise<AllInOne> => startAllInOne({ command, args: ['--demo'] });

/** The days and organisations of the replay in which three names go. */
export const replaySpan = 'organisations=all&until=2026-02-01';

/** Every page of the explorer on the demo, by name. */
export const demoPages: Readonly<Record<string, string>> = {
  kfuncs: '',
  kfunc: `kfunc/bpf_wq_set_callback_impl?${replaySpan}`,
  'what-if': `what-if?${replaySpan}&remove=bpf_wq_set_callback_impl`,
  coverage: 'coverage',
  kernels: `kernels?${replaySpan}&from=6.18.4-200.fc43.x86_64&to=6.19.0-rc6-next-20260122`,
  answer: `answer?of=${encodeURIComponent('v1/coverage')}`,
};
