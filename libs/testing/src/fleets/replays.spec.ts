import { lifecycle } from '@kfunc-census/lifecycle';
import { toCatalogueLine, toMessageLines } from '@kfunc-census/report';
import { decodeCatalogue, decodeReport } from '@kfunc-census/report/schema';
import { describe, expect, it } from 'vitest';
import { replays, trueUse, worldOfDay } from './replays.ts';

const replayOf = (name: string) => {
  const replay = replays.find((one) => one.name === name);
  if (replay === undefined) throw new RangeError(name);
  return replay;
};

/** `users/exposed hosts, users/exposed organisations` of a kfunc on days of a replay. */
function figures(name: string, kfunc: string, days: readonly number[]) {
  const fleet = replayOf(name).fleet();
  return days.map((day) => {
    const use = trueUse(fleet, day, kfunc);
    return `${use.users}/${use.exposed}, ${use.userOrganisations}/${use.exposedOrganisations}`;
  });
}

describe.each(replays)('replay $name', (replay) => {
  it('is of some hundreds of hosts in six organisations or more, over weeks', () => {
    const fleet = replay.fleet();
    expect(fleet.size).toBeGreaterThanOrEqual(300);
    expect(fleet.organisations.length).toBeGreaterThanOrEqual(6);
    expect(fleet.days).toHaveLength(replay.days);
    expect(fleet.days[0]).toBe(replay.start);
  });

  it('names kfuncs that the lifecycle data knows, and a source for every event', () => {
    for (const kfunc of replay.kfuncs) expect(lifecycle.get(kfunc)?.name).toBe(kfunc);
    for (const { day, source } of replay.events) {
      expect(day).toBeLessThan(replay.days);
      expect(source).toMatch(/^(list|commit): /);
    }
  });

  it('sends what the gateway accepts, with the lines that it makes of it', () => {
    const fleet = replay.fleet();
    const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));
    const made = [...fleet.reportsOf(25)].map(({ report, receipt }) =>
      toMessageLines(decodeReport(bytes(report)).value, receipt),
    );
    expect(made.map(({ host }) => host)).toEqual([...fleet.linesOf(25)]);
    const catalogues = fleet.catalogues.map((one) => decodeCatalogue(bytes(one)).value);
    expect(catalogues.map(toCatalogueLine)).toEqual(fleet.catalogueLines);
  });

  it('is the same on any other day, but for the days', () => {
    const [real, other] = [replay.fleet(), replay.fleet('2031-05-01')];
    const timeless = (day: number) => (fleet: typeof real) =>
      worldOfDay(fleet, day).hosts.map(({ received_at: _, collected_at: __, ...line }) => line);
    expect(timeless(20)(other)).toEqual(timeless(20)(real));
    expect(other.sets).toEqual(real.sets);
    expect(other.days[20]).toBe('2031-05-21');
  });
});

describe('what the data would have said', () => {
  it('of the four _impl kfuncs', () => {
    const days = [0, 4, 11, 15, 20, 27];
    expect({
      wq: figures('impl-removal', 'bpf_wq_set_callback_impl', days),
      wqNew: figures('impl-removal', 'bpf_wq_set_callback', days),
      taskWork: figures('impl-removal', 'bpf_task_work_schedule_signal_impl', days),
      stream: figures('impl-removal', 'bpf_stream_vprintk_impl', days),
    }).toMatchInlineSnapshot(`
      {
        "stream": [
          "0/72, 0/3",
          "0/85, 0/4",
          "0/114, 0/4",
          "0/127, 0/4",
          "0/115, 0/3",
          "0/111, 0/3",
        ],
        "taskWork": [
          "52/72, 2/3",
          "50/85, 2/4",
          "48/114, 2/4",
          "48/127, 2/4",
          "37/115, 1/3",
          "35/111, 1/3",
        ],
        "wq": [
          "132/370, 4/7",
          "129/364, 4/7",
          "116/342, 4/7",
          "107/338, 3/6",
          "94/329, 2/5",
          "92/320, 2/5",
        ],
        "wqNew": [
          "0/0, 0/0",
          "0/0, 0/0",
          "0/0, 0/0",
          "0/0, 0/0",
          "0/12, 0/1",
          "12/12, 1/1",
        ],
      }
    `);
  });

  it('of the old and new names of sched_ext', () => {
    const days = [0, 14, 20, 36, 40, 48];
    expect({
      dispatch: figures('scx-compat', 'scx_bpf_dispatch', days),
      insert: figures('scx-compat', 'scx_bpf_dsq_insert', days),
      v2: figures('scx-compat', 'scx_bpf_dsq_insert___v2', days),
    }).toMatchInlineSnapshot(`
      {
        "dispatch": [
          "105/235, 3/5",
          "103/221, 3/5",
          "84/203, 3/5",
          "27/167, 1/3",
          "48/168, 2/3",
          "86/166, 2/3",
        ],
        "insert": [
          "138/153, 3/4",
          "138/153, 3/4",
          "138/153, 3/4",
          "136/151, 3/4",
          "134/149, 3/4",
          "132/147, 3/4",
        ],
        "v2": [
          "0/0, 0/0",
          "0/0, 0/0",
          "0/0, 0/0",
          "0/0, 0/0",
          "0/0, 0/0",
          "0/0, 0/0",
        ],
      }
    `);
  });
});
