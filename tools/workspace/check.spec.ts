import { describe, expect, it } from 'vitest';
import { checkWorkspace, type WorkspacePackage } from './check.ts';
import { readWorkspace } from './read.ts';

const of = (name: string, needs: string[]): WorkspacePackage => {
  const own = needs.map((need) => `@kfunc-census/${need}`);
  return {
    name: `@kfunc-census/${name}`,
    dependencies: Object.fromEntries(own.map((need) => [need, '0.1.0'])),
    references: own,
  };
};

describe('checkWorkspace', () => {
  it('finds nothing wrong with this workspace', () => {
    const packages = readWorkspace();
    expect(packages.length).toBeGreaterThan(20);
    expect(checkWorkspace(packages)).toEqual([]);
  });

  it('finds a cycle', () => {
    expect(checkWorkspace([of('a', ['b']), of('b', ['c']), of('c', ['a'])])).toEqual([
      'cycle: @kfunc-census/a → @kfunc-census/b → @kfunc-census/c → @kfunc-census/a',
    ]);
  });

  it('finds a dependency that the build does not know', () => {
    expect(checkWorkspace([{ ...of('a', ['b']), references: [] }, of('b', [])])[0]).toContain(
      'differ',
    );
  });

  it('finds a version that is not pinned', () => {
    const loose = { ...of('a', []), dependencies: { zod: '^4.0.0' } };
    expect(checkWorkspace([loose])[0]).toContain('not pinned');
  });
});
