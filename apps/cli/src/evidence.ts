import { readFileSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import {
  compareEvidence,
  comparisonText,
  type EvidenceAnswer,
  type EvidenceBlock,
  evidenceHash,
  evidenceText,
} from '@kfunc-census/query';
import type { Command } from 'commander';

/** Parameters of a question, as the API takes them. */
type Parameters = Readonly<Record<string, string | undefined>>;

/** What the command works with; `Span` are the options that restrict days and hosts. */
export interface EvidenceIo<Span> {
  /** These options as parameters. */
  spanOf(span: Span): Parameters;
  ask(path: string, parameters: Parameters): Promise<EvidenceAnswer>;
  /** Prints an answer: as JSON where that is asked for, else as the text. */
  print(answer: unknown, text: string): void;
  /** Tells that a kept block is not what its days give now. */
  differs(): void;
}

const pathOf = (kfunc: string): string => `/v1/kfuncs/${encodeURIComponent(kfunc)}/evidence`;

function asBlock(value: unknown): EvidenceBlock | undefined {
  const { block } = (value ?? {}) as { block?: Partial<EvidenceBlock> };
  const isBlock = block?.format === 'evidence/v1' && typeof block.question?.name === 'string';
  return isBlock ? (block as EvidenceBlock) : undefined;
}

const unusable = (file: string, why: string, cause?: unknown): CensusError =>
  new CensusError('cli/usage', `--verify: ${file} ${why}.`, { field: 'verify', cause });

/** The block that `evidence --json` printed into a file. Throws `cli/usage`. */
function readBlock(file: string): EvidenceBlock {
  let block: EvidenceBlock | undefined;
  let stated: unknown;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    block = asBlock(value);
    stated = (value as { hash?: unknown }).hash;
  } catch (cause) {
    throw unusable(file, 'could not be read as JSON', cause);
  }
  if (block === undefined) throw unusable(file, 'holds no block that `evidence --json` printed');
  if (evidenceHash(block) !== stated)
    throw unusable(file, 'was edited: its hash is not that of its block');
  return block;
}

/** The question that a block answers. */
function parametersOf({ window, stratum, organisation }: EvidenceBlock): Parameters {
  const { line, release, distro, arch } = stratum;
  const given = Object.entries({ line, release, distro, arch }).filter(
    ([, value]) => value !== null,
  );
  return {
    ...(Object.fromEntries(given) as Parameters),
    ...(organisation === null ? { organisations: 'all' } : {}),
    days: `${window.days}`,
    until: window.to,
  };
}

/** Asks again what a kept block answers, and says what differs. */
async function verify(
  before: EvidenceBlock,
  io: Pick<EvidenceIo<never>, 'ask' | 'print' | 'differs'>,
): Promise<void> {
  const { block } = await io.ask(pathOf(before.question.name), parametersOf(before));
  const comparison = compareEvidence(before, block);
  io.print(comparison, comparisonText(comparison));
  if (!comparison.same) io.differs();
}

/** Adds `evidence`; `withSpan` adds the options that restrict days and hosts. */
export function addEvidence<Span>(
  program: Command,
  withSpan: (command: Command) => Command,
  io: EvidenceIo<Span>,
): void {
  withSpan(program.command('evidence [kfunc]'))
    .description(
      'evidence of the use of one kfunc, as text for a mail, with a hash to give it again',
    )
    .option(
      '--verify <file>',
      'ask again what a block kept by --json answers, and say what differs',
    )
    .action(async (kfunc: string | undefined, options: Span & { readonly verify?: string }) => {
      const { verify: file } = options;
      if (file !== undefined && kfunc === undefined) return await verify(readBlock(file), io);
      if (kfunc === undefined || file !== undefined)
        throw new CensusError('cli/usage', 'evidence: expected either a kfunc or --verify.', {
          field: 'kfunc',
        });
      const answer = await io.ask(pathOf(kfunc), io.spanOf(options));
      io.print(answer, evidenceText(answer));
    });
}
