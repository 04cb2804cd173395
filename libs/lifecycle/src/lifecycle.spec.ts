import { describe, expect, it } from 'vitest';
import { createLifecycle } from './lifecycle.ts';
import type { KfuncEntry, Life } from './types.ts';

const source = 'list: a test';
const life = (introduced: string, more: Partial<Life> = {}): Life => ({
  introduced: { version: introduced, source },
  deprecations: [],
  successors: [],
  signatureChanges: [],
  ...more,
});
const entry = (name: string, ...lives: Life[]): KfuncEntry => ({
  name,
  registered: { sets: ['a', 'b'], flags: [], source },
  lives,
  notMeasurable: [],
});
const made = (...entries: KfuncEntry[]) =>
  createLifecycle({
    entries,
    sets: [
      { name: 'a', source, programTypes: [{ type: 'xdp' }, { type: 'lsm', since: '6.2' }] },
      { name: 'b', source, programTypes: [{ type: 'xdp' }] },
    ],
    families: [],
  });

describe('createLifecycle', () => {
  it('answers unknown names and what is no version with nothing', () => {
    const lifecycle = made(entry('f', life('6.1')));
    expect(lifecycle.statusAt('g', '6.1')).toBeUndefined();
    expect(lifecycle.statusAt('f', 'linux')).toBeUndefined();
    expect(lifecycle.successorsOf('g')).toEqual([]);
    expect(lifecycle.successorsOf('f', 'linux')).toEqual([]);
    expect(lifecycle.isInlinedOn('g', '6.1')).toBe(false);
    expect(lifecycle.isInlinedOn('f', '')).toBe(false);
    expect(lifecycle.programTypesOf('g')).toEqual([]);
  });

  it('names each program type once', () => {
    expect(made(entry('f', life('6.1'))).programTypesOf('f')).toEqual([
      { type: 'xdp' },
      { type: 'lsm', since: '6.2' },
    ]);
  });

  it.each([
    ['6.1', 'not-yet'],
    ['6.2', 'uncertain'],
    ['6.3', 'present'],
    ['6.7', 'present'],
    ['6.8', 'uncertain'],
    ['6.9', 'removed'],
    ['6.12', 'removed'],
    ['6.13', 'uncertain'],
    ['6.19', 'uncertain'],
    ['7.0', 'present'],
  ])('is certain only where the outer lines are known: in %s it is %s', (version, status) => {
    const first = life('6.3', {
      introduced: { version: '6.3', after: '6.1', source },
      ended: { version: '6.9', after: '6.7', kind: 'removed', source },
    });
    const introduced = { version: '7.0', after: '6.12', signature: 'same', source } as const;
    const lifecycle = made(entry('f', first, life('7.0', { introduced })));
    expect(lifecycle.statusAt('f', version)?.status).toBe(status);
  });

  it('does not take a proposed mark for a deprecation', () => {
    const deprecations = (['proposed', 'dmesg'] as const).map((kind, at) => ({
      version: `6.${at + 2}`,
      kind,
      text: 'x',
      source,
    }));
    const lifecycle = made(entry('f', life('6.1', { deprecations })));
    expect(lifecycle.statusAt('f', '6.2')?.status).toBe('present');
    expect(lifecycle.statusAt('f', '6.3')).toMatchObject({ status: 'deprecated', since: '6.3' });
  });

  it('names successors once they are there, of the life that is asked for', () => {
    const successors = [{ to: 'g', kind: 'v2', version: '6.5', source }] as const;
    const lifecycle = made(
      entry(
        'f',
        life('6.1', { successors, ended: { version: '6.6', kind: 'renamed', source } }),
        life('7.0', { introduced: { version: '7.0', signature: 'changed', source } }),
      ),
    );
    expect(lifecycle.statusAt('f', '6.4')?.to).toEqual([]);
    expect(lifecycle.statusAt('f', '6.6')).toMatchObject({ status: 'renamed', to: ['g'] });
    expect(lifecycle.successorsOf('f', '6.19')).toEqual(successors);
    expect(lifecycle.successorsOf('f')).toEqual([]);
    expect(lifecycle.statusAt('f', '7.0')?.status).toBe('name-reused');
  });

  it('says that a line is newer than the data', () => {
    const lifecycle = made(entry('f', life('6.1')));
    expect(lifecycle.statusAt('f', '7.3')?.extrapolated).toBe(false);
    expect(lifecycle.statusAt('f', '9.0')).toMatchObject({ status: 'present', extrapolated: true });
  });
});
