import { setTenantState, type Tenant, type TenantState } from '@kfunc-census/ingest';
import { columns } from '@kfunc-census/terminal';
import type { Command } from 'commander';
import type { Io } from './io.ts';
import { withNamedStore } from './named-store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const rowOf = ({ organisation, state, since, days }: Tenant) => ({
  organisation,
  state,
  since: since === undefined ? null : new Date(since).toISOString(),
  days,
});

function listText(tenants: readonly Tenant[]): string {
  const cells = tenants
    .map(rowOf)
    .map(({ organisation, state, since, days }) => [organisation, state, since ?? '', days]);
  const count = tenants.length === 1 ? '1 organisation' : `${tenants.length} organisations`;
  const table =
    cells.length === 0 ? [] : columns(['ORGANISATION', 'STATE', 'SINCE', 'DAYS'], cells);
  return `${[...table, `Reports of ${count} are stored.`].join('\n')}\n`;
}

const done = {
  quarantined: 'is in no answer from now on; nothing of it is removed',
  active: 'is in answers again',
} as const satisfies Record<TenantState, string>;

/** Adds the commands over organisations: `tenant list|quarantine|release`. */
export function addTenant(program: Command, io: Io, env?: Environment): void {
  const print = (answer: unknown, text: string): void => {
    const { json } = program.opts<{ json?: true }>();
    io.out(json ? `${JSON.stringify(answer, undefined, 2)}\n` : text);
  };
  const withStore = (use: Parameters<typeof withNamedStore>[1]) => withNamedStore(env, use);
  const change = (state: TenantState) => (organisation: string) =>
    withStore(async ({ tenants, rollUps }) => {
      await setTenantState({ tenants, rollUps, clock: { now: Date.now } }, organisation, state);
      print({ organisation, state }, `${organisation} ${done[state]}.\n`);
    });

  const tenant = program
    .command('tenant')
    .description(
      'organisations of a store: of a server when CLICKHOUSE_URL is set, else of all-in-one in CENSUS_STATE_DIR, which must be stopped',
    );
  tenant
    .command('list')
    .description('every organisation of which reports are stored, with its state')
    .action(() =>
      withStore(async ({ tenants }) => {
        const all = await tenants.list();
        print(all.map(rowOf), listText(all));
      }),
    );
  tenant
    .command('quarantine')
    .argument('<organisation>')
    .description('take an organisation out of every answer')
    .action(change('quarantined'));
  tenant
    .command('release')
    .argument('<organisation>')
    .description('take an organisation into answers again')
    .action(change('active'));
}
