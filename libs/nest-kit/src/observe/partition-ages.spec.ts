import type { Delivery } from '@kfunc-census/ingest';
import { message } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { createPartitionAges, partitionOf } from './partition-ages.ts';

const delivery = (position: string, publishedAt: number): Delivery => ({
  ...message('org/a', ''),
  position,
  publishedAt,
});

describe('partitionOf', () => {
  it.each([
    ['reports.v1/3/361', '3'],
    ['a/b/7/1', '7'],
    ['embedded/17', 'embedded'],
  ])('of %s is %s', (position, partition) => {
    expect(partitionOf({ position })).toBe(partition);
  });
});

describe('createPartitionAges', () => {
  it('knows nothing of a partition before its first message, unless nothing waits', () => {
    const ages = createPartitionAges(() => 0);
    expect(ages.seconds('0', 5)).toBeUndefined();
    expect(ages.seconds('0', 0)).toBe(0);
  });

  it('tells the age of the oldest in hand; after that, at most that of the last one stored', () => {
    let now = 10_000;
    const ages = createPartitionAges(() => now);
    const batch = [delivery('t/0/1', 4000), delivery('t/0/2', 7000), delivery('t/1/9', 9000)];
    ages.taken(batch);
    expect([ages.seconds('0', 2), ages.seconds('1', 1)]).toEqual([6, 1]);
    ages.stored(batch);
    now = 12_000;
    expect([ages.seconds('0', 3), ages.seconds('1', 0)]).toEqual([5, 0]);
  });

  it('is never below zero, whatever clocks say', () => {
    const ages = createPartitionAges(() => 0);
    ages.taken([delivery('t/0/1', 5000)]);
    expect(ages.seconds('0', 1)).toBe(0);
  });
});
