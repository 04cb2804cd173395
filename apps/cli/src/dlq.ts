import { CensusError } from '@kfunc-census/errors';
import { type DeadLetter, organisationOf, replayLetters } from '@kfunc-census/ingest';
import { columns, safe } from '@kfunc-census/terminal';
import type { Command } from 'commander';
import type { Io } from './io.ts';
import type { LetterBox } from './letter-box.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which letters a command is about. */
interface SelectOptions {
  readonly all?: true;
  readonly organisation?: string;
}

/** A letter without its bytes, in the words of the JSON output. */
interface LetterRow {
  readonly position: string;
  readonly set_aside_at: string;
  /** When the gateway put it on the queue. */
  readonly received_at: string;
  readonly organisation: string;
  readonly kind: string;
  readonly key: string;
  readonly bytes: number;
  readonly reason: string;
}

const instant = (ms: number): string => new Date(ms).toISOString();

function rowOf({ message, reason, at }: DeadLetter): LetterRow {
  return {
    position: message.position,
    set_aside_at: instant(at),
    received_at: instant(message.publishedAt),
    organisation: organisationOf(message),
    kind: message.kind,
    key: message.key,
    bytes: message.value.byteLength,
    reason,
  };
}

/** Characters of a reason that a row of the list shows. */
const reasonWidth = 60;

function listText(rows: readonly LetterRow[]): string {
  const cells = rows.map((row) => [
    row.position,
    row.set_aside_at,
    row.received_at,
    row.kind,
    row.key,
    row.bytes,
    row.reason.replaceAll('\n', ' ').slice(0, reasonWidth),
  ]);
  const head = ['POSITION', 'SET ASIDE', 'RECEIVED', 'KIND', 'KEY', 'BYTES', 'REASON'];
  const end = rows.length === 1 ? '1 dead letter.' : `${rows.length} dead letters.`;
  return `${[...(rows.length === 0 ? [] : columns(head, cells)), end].join('\n')}\n`;
}

function showText(letter: DeadLetter): string {
  const fields = Object.entries(rowOf(letter)).map(
    ([name, value]) => `${name.replaceAll('_', ' ').padEnd(13)} ${safe(String(value))}`,
  );
  const lines = new TextDecoder().decode(letter.message.value).split('\n').map(safe);
  return `${[...fields, '', ...lines].join('\n')}\n`;
}

const showJson = (letter: DeadLetter): object => ({
  ...rowOf(letter),
  value_base64: Buffer.from(letter.message.value).toString('base64'),
});

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const usage = (message: string, field: string): CensusError =>
  new CensusError('cli/usage', message, { field });

/** The letters that are meant. Throws `cli/usage` for none, and for positions that are not kept. */
async function select(
  { deadLetters }: LetterBox,
  positions: readonly string[],
  { all, organisation }: SelectOptions,
): Promise<readonly DeadLetter[]> {
  if (positions.length === 0 && !all && organisation === undefined)
    throw usage('Name the positions of letters, or use --organisation or --all.', 'position');
  const missing = new Set(positions);
  const wanted = new Set(positions);
  const found: DeadLetter[] = [];
  for await (const letter of deadLetters.letters()) {
    const { message } = letter;
    const ofOrganisation = organisation !== undefined && organisationOf(message) === organisation;
    missing.delete(message.position);
    if (wanted.has(message.position) || all || ofOrganisation) found.push(letter);
  }
  const [none] = missing;
  if (none !== undefined) throw usage(`There is no dead letter at ${none}.`, 'position');
  return found;
}

const counted = (count: number, done: string): string =>
  `${count === 1 ? '1 dead letter' : `${count} dead letters`} ${done}.\n`;

const withSelection = (command: Command): Command =>
  command
    .argument('[position...]', 'positions of letters, as the list shows them')
    .option('--organisation <name>', 'every letter of this organisation')
    .option('--all', 'every letter');

/** Adds the commands over dead letters: `dlq list|show|replay|drop`. */
export function addDlq(program: Command, io: Io, env?: Environment): void {
  const asJson = (): boolean => program.opts<{ json?: true }>().json === true;
  const withBox = async (use: (box: LetterBox) => Promise<string>): Promise<void> => {
    // Loaded here only: most commands need no queue.
    const { openLetterBox } = await import('./letter-box.ts');
    const box = await openLetterBox((text) => io.err(text), env);
    try {
      io.out(await use(box));
    } finally {
      await box.close();
    }
  };
  const dlq = program
    .command('dlq')
    .description(
      'messages that the store refused: of Kafka when KAFKA_BROKERS is set, else of all-in-one in CENSUS_STATE_DIR, which must be stopped',
    );
  dlq
    .command('list')
    .description('every letter, oldest first of each host')
    .action(() =>
      withBox(async ({ deadLetters }) => {
        const rows: LetterRow[] = [];
        for await (const letter of deadLetters.letters()) rows.push(rowOf(letter));
        return asJson() ? json(rows) : listText(rows);
      }),
    );
  dlq
    .command('show')
    .argument('<position>', 'position of the letter')
    .description('the letter of a position, with its bytes and the whole reason')
    .action((position: string) =>
      withBox(async (box) => {
        const letters = await select(box, [position], {});
        const shown = asJson() ? letters.map((one) => json(showJson(one))) : letters.map(showText);
        return shown.join('');
      }),
    );
  withSelection(dlq.command('replay'))
    .description('put letters back on the queue; each counts on the day on which it was received')
    .action((positions: readonly string[], options: SelectOptions) =>
      withBox(async (box) => {
        const letters = await select(box, positions, options);
        const publisher = await box.publisher();
        const count = await replayLetters(letters, { publisher, deadLetters: box.deadLetters });
        return asJson() ? json({ replayed: count }) : counted(count, 'put back on the queue');
      }),
    );
  withSelection(dlq.command('drop'))
    .description('remove letters for good: what they report is lost')
    .action((positions: readonly string[], options: SelectOptions) =>
      withBox(async (box) => {
        const letters = await select(box, positions, options);
        await box.deadLetters.remove(letters.map(({ message }) => message));
        return asJson() ? json({ dropped: letters.length }) : counted(letters.length, 'dropped');
      }),
    );
}
