import { apiKeys, type CommittedOffsets } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { type GroupLog, type Sign, sinceWaking, wentBack } from './zombie-watch.ts';

const beat = (member: string, error = 0): Sign => ({ member, apiKey: apiKeys.heartbeat, error });
const commit = (member: string, offset: bigint, error = 0): CommittedOffsets => ({
  group: 'g',
  generation: 1,
  member,
  offsets: new Map([[0, offset]]),
  errors: new Map([[0, error]]),
});
const asleep: GroupLog = {
  signs: [beat('zombie'), beat('other')],
  commits: [commit('zombie', 5n)],
};
const before = { signs: 2, commits: 1 };

function wakes(signs: readonly Sign[], commits: readonly CommittedOffsets[] = []) {
  const log = { signs: [...asleep.signs, ...signs], commits: [...asleep.commits, ...commits] };
  return sinceWaking(log, before, 'zombie');
}

describe('what a zombie did since it woke', () => {
  it('is nothing while others alone show life', () => {
    expect(wakes([beat('other')])).toEqual({ refused: [], taken: 0, newMember: undefined });
  });

  it('is nothing stale when its old name is still good, or the group only rebalances', () => {
    expect(wakes([beat('zombie'), beat('zombie', 27)]).refused).toEqual([]);
  });

  it('is a refusal in its old name, and a heartbeat in a new one', () => {
    const refusal = beat('zombie', 25);
    expect(wakes([refusal, beat('again', 27), beat('again')])).toEqual({
      refused: [refusal],
      taken: 0,
      newMember: 'again',
    });
  });

  it('counts a commit in its old name that was taken, and not one that was refused', () => {
    expect(wakes([], [commit('zombie', 6n, 25), commit('other', 7n)]).taken).toBe(0);
    expect(wakes([], [commit('zombie', 6n)]).taken).toBe(1);
  });

  it('finds an offset that was set back', () => {
    expect(wentBack([commit('other', 7n), commit('zombie', 6n)])).toEqual([
      'zombie set 0 from 7 to 6',
    ]);
    expect(wentBack([commit('other', 7n), commit('zombie', 6n, 25)])).toEqual([]);
  });
});
