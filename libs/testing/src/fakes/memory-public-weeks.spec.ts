import { describe } from 'vitest';
import { publicWeekContract } from '../public-week-contract.ts';
import { createMemoryPublicWeeks } from './memory-public-weeks.ts';

describe('published weeks in memory', () => {
  const kept = createMemoryPublicWeeks();
  publicWeekContract(() => kept);
});
