import { catalogueId } from '@kfunc-census/report';
import { type Fleet, type Replay, replays } from '@kfunc-census/testing';
import type { Server } from '../server.ts';
import { bytes, demoOrganisation } from './seed.ts';

/** Questions that show a replay, as arguments of the CLI. */
const questions: Readonly<Record<string, readonly string[]>> = {
  'impl-removal': ['evidence bpf_wq_set_callback_impl', 'family bpf_wq_set_callback_impl'],
  'scx-compat': ['usage scx_bpf_dispatch', 'family scx_bpf_dispatch'],
};

/** What is shown of the replays, and with what. */
export interface HistoryOptions {
  readonly server: Server;
  /** Hosts that reported on a UTC day, of every organisation. */
  readonly reportingOn: (day: string) => Promise<number>;
  /** The command line that asks a question, given as arguments of the CLI. */
  readonly command: (question: string) => string;
  readonly print: (text: string) => void;
}

/** A day is sent at once, so that the queue commits it as one. */
async function send({ intakeAt }: Server, fleet: Fleet): Promise<void> {
  for (const catalogue of fleet.catalogues)
    await intakeAt(Date.now).catalogue(catalogueId(catalogue), bytes(catalogue), demoOrganisation);
  for (const day of fleet.days.keys()) {
    const sent = [...fleet.reportsOf(day)].map(({ report, receipt }) =>
      intakeAt(() => receipt.receivedAt).report(bytes(report), receipt),
    );
    await Promise.all(sent);
  }
}

/** Days are sent in order: whoever has the last one has all. */
async function isThere(fleet: Fleet, reportingOn: HistoryOptions['reportingOn']): Promise<boolean> {
  const last = fleet.days.length - 1;
  const hosts = new Set([...fleet.linesOf(last)].map(({ org, host }) => `${org}/${host}`));
  return (await reportingOn(fleet.days[last] ?? '')) >= hosts.size;
}

function headOf({ name, description }: Replay, { days, size, organisations }: Fleet): string {
  const fleet = `${size} hosts in ${organisations.length} organisations`;
  return `  ${name}: ${days[0]} to ${days.at(-1)}, ${fleet}\n  ${description}`;
}

/**
 * Sends the replays of real history on their real days through intake, queue and store, each under the
 * organisations of its own; one that is stored already is not sent again. Prints what each is about, and
 * once it is stored questions about it.
 */
export async function showHistory(options: HistoryOptions): Promise<void> {
  const { server, reportingOn, command, print } = options;
  print(
    '\nReplays of real history: kfuncs, kernels, dates and decisions are real, fleet and programs are made up.\n',
  );
  for (const replay of replays) {
    const fleet = replay.fleet();
    print(headOf(replay, fleet));
    if (!(await isThere(fleet, reportingOn))) await send(server, fleet);
    await server.drained();
    const span = `--days ${fleet.days.length} --until ${fleet.days.at(-1)} --all-organisations`;
    for (const question of questions[replay.name] ?? [])
      print(`  ${command(`${question} ${span}`)}`);
    const [kfunc] = replay.kfuncs;
    const days = `organisations=all&days=${fleet.days.length}&until=${fleet.days.at(-1)}`;
    print(`  ${server.queryUrl}/kfunc/${kfunc}?${days}`);
    print('');
  }
}
