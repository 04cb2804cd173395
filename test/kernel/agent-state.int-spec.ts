/** What the agent remembers from one scan of this host to the next. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@kfunc-census/report';
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

const scan = (...args: string[]): Report => {
  const { status, stdout, stderr } = runAgent(['scan', '--format', 'json', ...args], state);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
};
const displaced = ({ coverage }: Report): number =>
  coverage.losses.find(({ reason }) => reason === 'displaced')?.count ?? 0;

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

  it('starts anew, without a word, when the state was damaged', () => {
    scan();
    writeFileSync(join(state, 'spool/state.json'), '{"torn');
    expect(scan().seq).toBe(1);
    expect(createSpool(join(state, 'spool')).pending()).toBeDefined();
  });
});
