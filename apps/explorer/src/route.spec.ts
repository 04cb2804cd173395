import { describe, expect, it } from 'vitest';
import { isQuestion, paths } from './api/paths.ts';
import { kfuncPath, routeOf, spanOf, withQuery } from './route.ts';

describe('addresses', () => {
  it.each(['/', '/behind/a/prefix/'])('mean the same below %s', (base) => {
    expect(routeOf(base, base)).toEqual({ page: 'kfuncs' });
    expect(routeOf(`${base}coverage`, base)).toEqual({ page: 'coverage' });
    expect(routeOf(`${base}nothing`, base)).toEqual({ page: 'nowhere' });
    for (const name of ['bpf_rcu_read_lock', 'a/b?c#d', 'שלום', '%'])
      expect(routeOf(`${base}${kfuncPath(name)}`, base)).toEqual({ page: 'kfunc', name });
  });

  it('that no page wrote lead nowhere', () => {
    expect(routeOf('/kfunc/%ff', '/')).toEqual({ page: 'nowhere' });
    expect(routeOf('/other/', '/prefix/')).toEqual({ page: 'nowhere' });
  });

  it('hand on days and hosts, and nothing else', () => {
    const query = new URLSearchParams('days=7&q=x&organisations=all&line=');
    expect(spanOf(query)).toEqual({ days: '7', organisations: 'all' });
    expect(withQuery('kfunc/x', { days: '7', line: '' })).toBe('kfunc/x?days=7');
    expect(paths.strata('a b', 'line', { days: '7' })).toBe(
      'v1/kfuncs/a%20b/strata?by=line&days=7',
    );
  });
});

describe('a question for the page of answers', () => {
  const base = 'http://host/prefix/';
  it('stays below v1/ of this server', () => {
    expect(isQuestion('v1/kfuncs?days=7', base)).toBe(true);
    for (const other of ['/v1/kfuncs', 'v1/../health/ready', '//x/v1/', 'http://x/v1/', ''])
      expect([other, isQuestion(other, base)]).toEqual([other, false]);
  });
});
