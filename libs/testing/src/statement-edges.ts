import { storeLines } from './builders.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import { idOf, lineOf } from './statement-steps.ts';
import type { StoreSubject } from './store-subject.ts';
import { nextSalt } from './worlds.ts';

/** Rows that a question asks for at most. */
const everything = 100;
type Use = () => StoreSubject;

function versions(use: Use, { it, expect }: SuiteApi): void {
  it('takes of two texts of one version the one received first, and decisions on it', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    // Whichever of their digests is the lower one.
    for (const [id, first, second] of [
      [0, 0, 1],
      [1, 1, 0],
    ] as const) {
      const one = { org: 0, kfunc: 0, id, version: 1, what: 'state' } as const;
      const lines = [
        lineOf({ ...one, text: second, hours: 2 }, salt),
        lineOf({ ...one, text: second, hours: 3, what: 'published' }, salt),
        lineOf({ ...one, text: first, hours: 1 }, salt),
      ];
      await store.insert(storeLines({ statements: lines }));
      const scope = { organisation: lines[0]?.org };
      const { rows } = await reader.statements(scope, { day: '2026-03-10' }, everything);
      const found = rows.filter((row) => row.id === idOf(id));
      expect(found.map(({ how, state }) => [how, state])).toEqual([[`${first}`, 'submitted']]);
    }
  });

  it('tells also of earlier days that a text was refused', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { org: 0, kfunc: 0, id: 0, version: 1, text: 0, what: 'state' } as const;
    const lines = [
      lineOf({ ...one, hours: 1 }, salt),
      lineOf({ ...one, hours: 2, what: 'published' }, salt),
      lineOf({ ...one, hours: 26, what: 'refused' }, salt),
      lineOf({ ...one, hours: 27, what: 'published' }, salt),
    ];
    await store.insert(storeLines({ statements: lines }));
    const scope = { organisation: lines[0]?.org };
    for (const [day, state] of [
      ['2026-03-10', 'published'],
      ['2026-03-11', 'refused'],
    ] as const) {
      const { rows } = await reader.statements(scope, { day }, everything);
      expect(rows).toMatchObject([{ state, published: '2026-03-10', wasRefused: true }]);
    }
  });

  it('loses no withdrawal to a text that was received first as the same version', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { org: 0, kfunc: 0, id: 0, version: 1, text: 0, what: 'state' } as const;
    const two = { ...one, version: 2, text: 1 };
    const [first, ...rest] = [
      lineOf({ ...one, hours: 1 }, salt),
      lineOf({ ...one, hours: 2, what: 'published' }, salt),
      lineOf({ ...two, hours: 3 }, salt),
      lineOf({ ...two, hours: 4, what: 'withdraw' }, salt),
      lineOf({ ...two, hours: 5, what: 'published' }, salt),
    ] as const;
    await store.insert(storeLines({ statements: [first, ...rest] }));
    const scope = { organisation: first.org };
    const { rows } = await reader.statements(scope, { day: '2026-03-10' }, everything);
    expect(rows).toMatchObject([{ version: 2, state: 'withdrawn', who: '' }]);
  });
}

function bounds(use: Use, { it, expect }: SuiteApi): void {
  it('shows of one organisation as many statements on a kfunc as it may have', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { org: 0, kfunc: 0, version: 1, text: 0, hours: 1, what: 'state' } as const;
    const lines = Array.from({ length: 23 }, (_, id) => lineOf({ ...one, id }, salt));
    const gone = lineOf({ ...one, id: 0, version: 2, hours: 2, what: 'withdraw' }, salt);
    const other = lineOf({ ...one, id: 99, org: 1, hours: 3 }, salt);
    await store.insert(storeLines({ statements: [...lines, gone, other] }));
    const filter = { day: '2026-03-10', kfunc: other.kfunc };
    const everyone = { organisation: undefined };
    const { rows } = await reader.statements(everyone, filter, everything);
    expect(rows.filter(({ state }) => state === 'submitted')).toHaveLength(21);
    expect(rows.filter(({ state }) => state === 'withdrawn')).toMatchObject([{ version: 2 }]);
    expect(rows.map(({ id }) => id)).not.toContain(idOf(22));
    expect(await reader.statementsBeyond(everyone, filter)).toBe(2);
  });

  it('hides no organisation behind another that states much', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { kfunc: 0, version: 1, text: 0, hours: 1, what: 'state' } as const;
    const many = Array.from({ length: 9 }, (_, id) => lineOf({ ...one, org: 0, id }, salt));
    const late = lineOf({ ...one, org: 1, id: 99, hours: 5 }, salt);
    await store.insert(storeLines({ statements: [...many, late] }));
    const everyone = { organisation: undefined };
    const filter = { day: '2026-03-10', kfunc: late.kfunc };
    for (const limit of [2, 9]) {
      const { rows, more } = await reader.statements(everyone, filter, limit);
      expect(more).toBe(true);
      expect(rows.map(({ id }) => id)).toEqual([
        ...many.slice(0, limit - 1).map(({ id }) => id),
        late.id,
      ]);
    }
    const { id, digest } = late;
    const { rows } = await reader.statements(everyone, { ...filter, id, digest }, 1);
    expect(rows).toMatchObject([{ id, organisation: late.org }]);
    const none = await reader.statements(everyone, { ...filter, id, digest: 'x' }, 1);
    expect(none).toEqual({ rows: [], more: false });
  });

  it('shows no organisation the statements of another', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { kfunc: 0, id: 0, version: 1, text: 0, hours: 1, what: 'state' } as const;
    const lines = [0, 1].map((org) => lineOf({ ...one, org, text: org }, salt));
    await store.insert(storeLines({ statements: lines }));
    for (const { org } of lines) {
      const { rows } = await reader.statements(
        { organisation: org },
        { day: '2026-03-10' },
        everything,
      );
      expect(rows.map(({ organisation }) => organisation)).toEqual([org]);
    }
    const nobody = await reader.statements({ organisation: '' }, { day: '2026-03-10' }, everything);
    expect(nobody.rows).toEqual([]);
  });
}

/** Cases of statements of use that random histories may miss. */
export function statementEdges(use: Use, api: SuiteApi): void {
  versions(use, api);
  bounds(use, api);
}
