import { describe, expect, it } from 'vitest';
import { createKnownIds } from './known-ids.ts';

function create(size = 10) {
  const clock = { now: 1000 };
  const ids = createKnownIds({ size, maxAgeMs: 100, now: () => clock.now });
  return { ids, clock };
}

describe('createKnownIds', () => {
  it('forgets the id that was not used for longest', () => {
    const { ids } = create(2);
    ids.add('a');
    ids.add('b');
    expect(ids.has('a')).toBe(true);
    ids.add('c');
    expect([ids.has('a'), ids.has('b'), ids.has('c')]).toEqual([true, false, true]);
  });

  it('forgets an id at its age, which use does not renew', () => {
    const { ids, clock } = create();
    ids.add('a');
    clock.now = 1099;
    expect(ids.has('a')).toBe(true);
    clock.now = 1100;
    expect(ids.has('a')).toBe(false);
    ids.add('a');
    expect(ids.has('a')).toBe(true);
  });

  it('forgets an id that was added after now: the clock was set back', () => {
    const { ids, clock } = create();
    ids.add('a');
    clock.now = 999;
    expect(ids.has('a')).toBe(false);
  });

  it('forgets all when it is told to', () => {
    const { ids } = create();
    ids.add('a');
    ids.clear();
    expect(ids.has('a')).toBe(false);
  });
});
