import { randomUUID } from 'node:crypto';
import { CensusError } from '@kfunc-census/errors';
import {
  type StatementAnswer,
  type StatementListAnswer,
  statementStates,
} from '@kfunc-census/query';
import { type Command, Option } from 'commander';
import type { ApiClient, ApiParameters } from './api-client.ts';
import type { Asking } from './asking.ts';
import { type ClientOptions, type GatewayOptions, openAdmin, openSender } from './client.ts';
import { askPages, type PageOptions, withPage } from './pages.ts';
import { statementTable } from './statement-table.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Get = Asking<never>['get'];

interface ListOptions extends PageOptions {
  readonly kfunc?: string;
  readonly state?: string;
  readonly allOrganisations?: true;
  readonly organisation?: string;
}
interface AddOptions extends GatewayOptions {
  readonly kfunc: string;
  readonly who: string;
  readonly how: string;
  readonly why: string;
  readonly contact?: string;
  readonly id?: string;
}
interface WithdrawOptions extends GatewayOptions {
  readonly kfunc?: string;
}
interface DecideOptions extends GatewayOptions {
  readonly digest: string;
  readonly organisation?: string;
}

/** What the gateway answers. */
interface Accepted {
  readonly id: string;
  readonly version: number;
  readonly digest: string;
}

const listAll = (get: Get, parameters: ApiParameters, page: PageOptions = {}) =>
  askPages(
    (part) => get<StatementListAnswer>('/v1/statements', { ...parameters, ...part }),
    'statements',
    page,
  );

const notFound = (message: string, field: string): CensusError =>
  new CensusError('cli/usage', `${message}; \`statement list\` shows what there is.`, { field });

/** The newest version of a statement of one's own. Throws `cli/usage` for none, or several. */
async function newestOf(get: Get, id: string, kfunc: string | undefined): Promise<StatementAnswer> {
  const { statements } = await listAll(get, { kfunc, id });
  const own = statements.toSorted((a, b) => b.version - a.version);
  const [newest] = own;
  if (newest === undefined) throw notFound(`There is no statement ${id}`, 'id');
  if (own.some((row) => row.kfunc !== newest.kfunc))
    throw notFound(`Statements on several kfuncs have the id ${id}: give --kfunc`, 'kfunc');
  return newest;
}

async function nextVersion(get: Get, id: string, kfunc: string): Promise<number> {
  const { statements } = await listAll(get, { kfunc, id });
  return 1 + Math.max(0, ...statements.map((row) => row.version));
}

const withGateway = (command: Command): Command =>
  command.option('--gateway <url>', 'gateway (default: CENSUS_GATEWAY_URL)');

const withSender = (command: Command): Command =>
  withGateway(command).option(
    '--send-token-file <path>',
    'file with the token for sending (default: CENSUS_SEND_TOKEN_FILE)',
  );

function addList<Span>(statement: Command, { get, print }: Asking<Span>): void {
  withPage(statement.command('list'))
    .description('statements of use: those of the organisation in every state, of others published')
    .option('--kfunc <name>', 'only on this kfunc')
    .addOption(new Option('--state <state>', 'only in this state').choices(statementStates))
    .option('--all-organisations', 'of every organisation; needs the right read-installation')
    .option('--organisation <name>', 'of this one of all organisations; for administrators')
    .action(async ({ kfunc, state, allOrganisations, organisation, ...page }: ListOptions) => {
      const organisations = allOrganisations ? 'all' : undefined;
      const answer = await listAll(get, { kfunc, state, organisations, organisation }, page);
      print(answer, statementTable(answer));
    });
}

function addAdd<Span>(statement: Command, { get, print }: Asking<Span>, env?: Environment): void {
  withSender(statement.command('add'))
    .description('say who uses a kfunc, how and why: 2,000 characters of plain text in all')
    .requiredOption('--kfunc <name>', 'kfunc that it is about')
    .requiredOption('--who <text>', 'who uses it: a person, a project, a company')
    .requiredOption('--how <text>', 'how it is used')
    .requiredOption('--why <text>', 'why it is used')
    .option('--contact <text>', 'whom to ask; shown to whoever sees the statement')
    .option('--id <uuid>', 'the statement of which this is the next version (default: a new one)')
    .action(async ({ kfunc, who, how, why, contact, id: given, ...options }: AddOptions) => {
      const gateway = openSender(options, env);
      const id = given ?? randomUUID();
      const version = given === undefined ? 1 : await nextVersion(get, id, kfunc);
      const accepted = await gateway.post<Accepted>(
        '/v1/statements',
        {},
        {
          schema: 'kfunc-census/statement/v1',
          ...{ id, version, kfunc, who, how, why, contact: contact ?? null },
        },
      );
      const text = `Statement ${id}, version ${version}, is on the queue. Others see it once an administrator has published it.\n`;
      print(accepted, text);
    });
}

function addWithdraw<Span>(
  statement: Command,
  { get, print }: Asking<Span>,
  env?: Environment,
): void {
  withSender(statement.command('withdraw <id>'))
    .description(
      'take back all versions of a statement of one’s own; evidence of windows that ended before still has it, so that its hash stays the same',
    )
    .option('--kfunc <name>', 'kfunc that it is about, where several have the id')
    .action(async (id: string, { kfunc, ...options }: WithdrawOptions) => {
      const gateway = openSender(options, env);
      const newest = await newestOf(get, id, kfunc);
      const path = `/v1/statements/${encodeURIComponent(id)}/withdrawal`;
      const accepted = await gateway.post<Accepted>(
        path,
        {},
        {
          schema: 'kfunc-census/statement-withdrawal/v1',
          kfunc: newest.kfunc,
          version: newest.version + 1,
        },
      );
      const text = `The withdrawal of statement ${id} is on the queue, as version ${accepted.version}.\n`;
      print(accepted, text);
    });
}

/**
 * The version with that text, and whose it is. A refused one is not looked for: that stands. Throws
 * `cli/usage` for none, or where another organisation states the same with the same id, and what the
 * API answers to a token without the right.
 */
async function judgedRow(
  query: ApiClient,
  id: string,
  { digest, organisation }: DecideOptions,
): Promise<StatementAnswer> {
  const get: Get = (path, parameters) => query.get(path, parameters);
  const about = { organisations: 'all', id, digest, organisation };
  const waiting = await listAll(get, { ...about, state: 'submitted' });
  const published = await listAll(get, { ...about, state: 'published' });
  const [row, ...others] = [...waiting.statements, ...published.statements];
  if (row === undefined)
    throw notFound(
      `No statement ${id} that waits or is published has the digest ${digest}`,
      'digest',
    );
  if (others.some((other) => other.organisation !== row.organisation))
    throw notFound(
      `Several organisations have a statement ${id} with the digest ${digest}: give --organisation`,
      'organisation',
    );
  return row;
}

const decisions = {
  publish: { decision: 'published', what: 'show one text of a statement to others' },
  refuse: {
    decision: 'refused',
    what: 'refuse one text of a statement for good, also one that was published',
  },
} as const;

function addDecision<Span>(
  program: Command,
  statement: Command,
  name: keyof typeof decisions,
  { print }: Asking<Span>,
  env?: Environment,
): void {
  const { decision, what } = decisions[name];
  withGateway(statement.command(`${name} <id>`))
    .description(`${what}; for administrators`)
    .requiredOption('--digest <digest>', 'the text that was read, as the list shows it')
    .option(
      '--admin-token-file <path>',
      'file with the token of an administrator (default: CENSUS_ADMIN_TOKEN_FILE)',
    )
    .option('--organisation <name>', 'whose it is, where several have the same text and id')
    .action(async (id: string, options: DecideOptions) => {
      const { url } = program.opts<ClientOptions>();
      const { query, gateway } = openAdmin({ ...options, ...(url && { url }) }, env);
      const { organisation, kfunc, version, digest } = await judgedRow(query, id, options);
      const path = `/v1/statements/${encodeURIComponent(id)}/publication`;
      const accepted = await gateway.post<Accepted>(
        path,
        {},
        {
          schema: 'kfunc-census/statement-decision/v1',
          ...{ organisation, kfunc, version, digest, decision },
        },
      );
      print(accepted, `Statement ${id}, version ${version}: "${decision}" is on the queue.\n`);
    });
}

/** Adds `statement list|add|withdraw|publish|refuse`. */
export function addStatement<Span>(
  program: Command,
  asking: Asking<Span>,
  env?: Environment,
): void {
  const statement = program
    .command('statement')
    .description('what users of kfuncs say of their own accord');
  addList(statement, asking);
  addAdd(statement, asking, env);
  addWithdraw(statement, asking, env);
  addDecision(program, statement, 'publish', asking, env);
  addDecision(program, statement, 'refuse', asking, env);
}
