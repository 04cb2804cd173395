import { idOf, type World } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import type { Span } from '../questions.ts';
import type { Scope } from '../scope.ts';
import { compareEvidence } from './compare-evidence.ts';
import { everyone, fourWeeks, now, queriesOf, world } from './evidence.spec-helper.ts';
import { evidenceHash } from './hash-evidence.ts';

const queries = queriesOf(world);
const ask = async (name: string, span: Span = fourWeeks, scope: Scope = everyone) =>
  (await queries.evidence(scope, name, span)).block;

describe('the hash', () => {
  const name = 'bpf_wq_set_callback_impl';

  it('is the same later, although more has come since', async () => {
    const first = await queries.evidence(everyone, name, fourWeeks);
    const twoMonths = 60 * 86_400_000;
    const later: World = {
      ...world,
      hosts: [
        ...world.hosts,
        ...world.hosts.map((line) => ({ ...line, received_at: line.received_at + twoMonths })),
      ],
      days: [
        ...(world.days ?? []),
        { kind: 'closed', day: '2026-05-08', partition: 0, partitions: 1, at: now + twoMonths },
      ],
    };
    const clock = { now: () => now + twoMonths };
    const again = await queriesOf(later, { clock }).evidence(everyone, name, fourWeeks);
    expect(again.generated_at).not.toBe(first.generated_at);
    expect(again.block).toEqual(first.block);
    expect(again.hash).toBe(first.hash);
    expect(compareEvidence(first.block, again.block)).toMatchObject({
      same: true,
      changed_days: [],
      changed_parts: [],
    });
  });

  it('does not depend on the order of reports, nor on how often each was sent', async () => {
    const turned: World = {
      ...world,
      catalogues: world.catalogues.toReversed(),
      sets: world.sets.toReversed(),
      hosts: [...world.hosts.toReversed(), ...world.hosts],
    };
    const first = await queries.evidence(everyone, name, fourWeeks);
    const again = await queriesOf(turned).evidence(everyone, name, fourWeeks);
    expect(again.hash).toBe(first.hash);
  });

  it('is another one after a replay, and the day is named', async () => {
    const first = await queries.evidence(everyone, name, fourWeeks);
    const letter = world.hosts.find(({ org }) => org === 'org-b');
    const replayed: World = {
      ...world,
      hosts: [...world.hosts, { ...letter!, host: idOf('replayed') }],
      days: [
        ...(world.days ?? []),
        { kind: 'reopened', day: '2026-03-05', org: 'org-b', letter: 'queue/0/7' },
      ],
    };
    const again = await queriesOf(replayed).evidence(everyone, name, fourWeeks);
    expect(again.hash).not.toBe(first.hash);
    expect(compareEvidence(first.block, again.block)).toEqual({
      same: false,
      same_question: true,
      changed_days: [
        {
          day: '2026-03-05',
          before: { day: '2026-03-05', complete: true, version: 1 },
          after: { day: '2026-03-05', complete: true, version: 2 },
          why: 'replayed',
        },
      ],
      changed_parts: ['kfuncs', 'population'],
      changed_without_day: false,
    });
  });

  it('says so when figures changed without a day', async () => {
    const first = await queries.evidence(everyone, name, fourWeeks);
    const fewer = { ...world, hosts: world.hosts.filter(({ org }) => org !== 'org-b') };
    const again = await queriesOf(fewer).evidence(everyone, name, fourWeeks);
    expect(compareEvidence(first.block, again.block)).toMatchObject({
      same: false,
      same_question: true,
      changed_days: [],
      changed_without_day: true,
    });
  });

  it('is marked as not final while a day is open, and names the day once it is complete', async () => {
    const today = { days: 2, until: '2026-03-10' };
    const first = await queries.evidence(everyone, name, today);
    expect(first.block.window).toMatchObject({
      final: false,
      states: [
        { day: '2026-03-09', complete: true },
        { day: '2026-03-10', complete: false },
      ],
    });
    const closed = {
      kind: 'closed',
      day: '2026-03-10',
      partition: 0,
      partitions: 1,
      at: 1,
    } as const;
    const clock = { now: () => now + 86_400_000 };
    const tomorrow = queriesOf({ ...world, days: [closed] }, { clock });
    const again = await tomorrow.evidence(everyone, name, today);
    expect(again.block.window.final).toBe(true);
    expect(compareEvidence(first.block, again.block).changed_days).toMatchObject([
      { day: '2026-03-10', why: 'completed' },
    ]);
  });

  it('covers question, scope, window and stratum', async () => {
    const hashes = [
      await ask(name),
      await ask('bpf_rcu_read_lock'),
      await ask(name, fourWeeks, { organisation: 'org-a' }),
      await ask(name, { ...fourWeeks, days: 27 }),
      await ask(name, { ...fourWeeks, distro: 'debian' }),
    ].map(evidenceHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('can be repeated by anyone who has the JSON, whatever the order of its members', async () => {
    const { block, hash } = await queries.evidence(everyone, name, fourWeeks);
    const travelled = JSON.parse(JSON.stringify(block));
    const turned = Object.fromEntries(Object.entries(travelled).reverse());
    expect(evidenceHash(turned as unknown as typeof block)).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
