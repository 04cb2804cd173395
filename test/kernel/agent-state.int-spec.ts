/** What the agent remembers from one scan of this host to the next. */
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LossReason, Report } from '@kfunc-census/report';
import { createSpool } from '@kfunc-census/spool';
import { realPart } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgent } from './agent-process.ts';
import { bpfAvailable } from './load.ts';

const part = realPart('scans of this host, one after another', bpfAvailable);
let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'agent-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const run = (...args: string[]): { report: Report; stderr: string } => {
  const { status, stdout, stderr } = runAgent(['scan', ...args], state);
  expect(status).toBe(0);
  return { report: JSON.parse(stdout) as Report, stderr };
};
/** A scan that has nothing to say but its report. */
const scan = (option = '--format=json'): Report => {
  const { report, stderr } = run(option);
  expect(stderr).toBe('');
  return report;
};
const lossOf = (wanted: LossReason, { coverage }: Report): number =>
  coverage.losses.find(({ reason }) => reason === wanted)?.count ?? 0;
const displaced = (report: Report): number => lossOf('displaced', report);
const damaged = (report: Report): number => lossOf('spool_damaged', report);

describe.skipIf(part.skip)(part.title, () => {
  it('numbers them, and counts the reports that none was sent of', () => {
    const reports = [scan(), scan(), scan()];
    expect(reports.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(reports.map(displaced)).toEqual([0, 0, 1]);
    expect(new Set(reports.map(({ host_id, boot_id }) => `${host_id} ${boot_id}`)).size).toBe(1);
    // What --print shows is what would be sent next; showing it changes nothing.
    for (const _ of [1, 2]) {
      const shown = scan('--print');
      expect([shown.seq, displaced(shown)]).toEqual([4, 2]);
    }
    expect(scan().seq).toBe(4);
  });

  it('starts anew when the state was damaged, says so, and counts it', () => {
    scan();
    writeFileSync(join(state, 'spool/state.json'), '{"torn');
    // What is only shown is not counted yet.
    for (const option of ['--print', '--format=json']) {
      const { report, stderr } = run(option);
      expect(stderr).toMatch(/^note: damaged files .*spool\/damaged: state\.json\. .*starts again/);
      expect([report.seq, damaged(report)]).toEqual([1, 1]);
    }
    const next = scan();
    expect([next.seq, damaged(next)]).toEqual([2, 1]);
    expect(createSpool(join(state, 'spool')).pending().report).toBeDefined();
  });

  it('counts a damaged report in the next one, and fails to send', () => {
    scan();
    const spool = join(state, 'spool');
    const [name = ''] = readdirSync(spool).filter((file) => file.startsWith('report-'));
    truncateSync(join(spool, name), 100);
    const sent = runAgent(['send'], state);
    expect(sent).toMatchObject({ status: 6, stdout: '' });
    expect(sent.stderr).toMatch(/^note: a report in the spool was damaged, and moved to /);
    const { report, stderr } = run('--format=json');
    expect(stderr).toMatch(/^note: damaged files of the spool .*spool_damaged/);
    expect([report.seq, damaged(report), report.coverage.complete]).toEqual([2, 1, true]);
    expect(damaged(scan())).toBe(1);
  });
});
