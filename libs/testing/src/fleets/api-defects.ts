import type { MigrationFigures, UsageReader } from '@kfunc-census/query';
import type { FleetApi } from './compare-api.ts';
import { readerDefects } from './defects.ts';

const rows = <T>(
  limited: { readonly rows: readonly T[]; readonly more: boolean },
  change: (row: T) => T,
) => ({
  ...limited,
  rows: limited.rows.map(change),
});

const figures = (of: MigrationFigures): MigrationFigures => ({
  ...of,
  carried: { ...of.carried, 'old-only': of.carried.both, both: of.carried['old-only'] },
});

/** Readers that are wrong in what stands beside the figures of a kfunc, by what they do. */
export const partDefects: Readonly<Record<string, (reader: UsageReader) => UsageReader>> = {
  'has one user too many on a kernel line': (reader) => ({
    ...reader,
    strata: async (...asked) =>
      (await reader.strata(...asked)).map((one) => ({ ...one, exposed: one.exposed + 1 })),
  }),
  'counts programs of a loader once for each host': (reader) => ({
    ...reader,
    usesBy: async (...asked) =>
      rows(await reader.usesBy(...asked), (row) => ({
        ...row,
        programs: row.programs + row.hosts,
      })),
  }),
  'takes old names for both': (reader) => ({
    ...reader,
    migration: async (...asked) => figures(await reader.migration(...asked)),
  }),
  'counts a host of a family twice': (reader) => ({
    ...reader,
    familyFigures: async (...asked) => {
      const figures = await reader.familyFigures(...asked);
      return { ...figures, exposed: figures.exposed + figures.users };
    },
  }),
  'takes a program for the other that it uses': (reader) => ({
    ...reader,
    coUse: async (...asked) =>
      rows(await reader.coUse(...asked), (row) => ({ ...row, programs: row.hosts })),
  }),
  'sees no guard': (reader) => ({
    ...reader,
    carriers: async (...asked) =>
      rows(await reader.carriers(...asked), (row) => ({
        ...row,
        names: row.names.map((name) => ({ ...name, guard: '' })),
      })),
  }),
  'forgets what an object declares': (reader) => ({
    ...reader,
    objects: async (...asked) =>
      rows(await reader.objects(...asked), (row) => ({ ...row, declares: [] })),
  }),
  'takes what is missing for referenced': (reader) => ({
    ...reader,
    objects: async (...asked) =>
      rows(await reader.objects(...asked), (row) => ({
        ...row,
        kfuncs: row.kfuncs.map((kfunc) => ({ ...kfunc, status: 'referenced', missing: '' })),
      })),
  }),
  'counts hosts of an outcome in all organisations': (reader) => ({
    ...reader,
    reachOf: (_, window, stratum, members) =>
      reader.reachOf({ organisation: undefined }, window, stratum, members),
  }),
  'lists the programs of every day': (reader) => ({
    ...reader,
    programs: (scope, window, stratum, kfunc, limit) =>
      reader.programs(scope, { ...window, from: '2000-01-01' }, stratum, kfunc, limit),
  }),
  'shows the kernels of every organisation': (reader) => ({
    ...reader,
    kernels: (_, window, kfunc) => reader.kernels({ organisation: undefined }, window, kfunc),
  }),
  'has a series that is a day late': (reader) => ({
    ...reader,
    series: async (...asked) => {
      const days = await reader.series(...asked);
      return days.map((one, at) => ({ ...one, users: days[at - 1]?.users ?? 0 }));
    },
  }),
  'takes an open day for complete': (reader) => ({
    ...reader,
    days: async (...asked) =>
      (await reader.days(...asked)).map((one) => ({ ...one, complete: true })),
  }),
  'forgets that a day was opened again': (reader) => ({
    ...reader,
    days: async (...asked) => (await reader.days(...asked)).map((one) => ({ ...one, version: 1 })),
  }),
};

/** All readers that are wrong in one thing. */
export const allReaderDefects = { ...readerDefects, ...partDefects };

type Asked = Parameters<FleetApi['ask']>;

const answers =
  (change: (key: string, value: unknown) => unknown) =>
  (api: FleetApi): FleetApi => ({
    ask: async (...asked) => {
      const { status, body } = await api.ask(...asked);
      return { status, body: JSON.parse(JSON.stringify(body, change)) as unknown };
    },
  });
const paths =
  (change: (path: string) => string) =>
  (api: FleetApi): FleetApi => ({
    ask: (organisation: Asked[0], path, body) => api.ask(organisation, change(path), body),
  });

/** APIs that are wrong in one thing over a reader that is right: of routes, parameters and schemas. */
export const apiDefects: Readonly<Record<string, (api: FleetApi) => FleetApi>> = {
  'rounds its bounds': answers((key, value) =>
    ['low', 'high', 'zero_bound'].includes(key) && typeof value === 'number'
      ? Number(value.toFixed(3))
      : value,
  ),
  'has no interval': answers((key, value) => (key === 'interval' ? null : value)),
  'leaves out the last of a list': answers((key, value) =>
    key === 'kfuncs' && Array.isArray(value) ? value.slice(0, -1) : value,
  ),
  'says 0 % where nothing is exposed': answers((_, value) =>
    value === 'not exposed anywhere' ? '0 of 0 exposed hosts in 0 organisations' : value,
  ),
  'gives another hash': answers((key, value) => (key === 'hash' ? `${value}`.slice(1) : value)),
  'takes no kernel line': paths((path) => path.replace(/&line=[^&]*/, '')),
  'takes no last day': paths((path) => path.replace(/&until=[^&]*/, '')),
  'takes no filter': paths((path) => path.replace(/&used=[^&]*/, '')),
};
