import { CensusError } from '@kfunc-census/errors';
import type { Lifecycle } from '@kfunc-census/lifecycle';
import { addDays, dayOf } from '@kfunc-census/usage';
import type { DayState, KfuncFigures, UsageReader, Window } from '../ports.ts';
import { type Asked, frame } from '../to-answer.ts';
import type { EvidenceAnswer, EvidenceBlock, EvidenceKfunc } from './evidence-answer.ts';
import { evidenceHash, settledBlock } from './hash-evidence.ts';
import { lifecycleFacts } from './lifecycle-facts.ts';
import { methodOf } from './method.ts';
import { readMigration, readMoving } from './read-migration.ts';
import { readPublished } from './read-published.ts';
import { readStrata } from './read-strata.ts';
import { evidenceKfunc, evidenceLimits, isSeen } from './to-evidence.ts';

/** Where a block comes from. */
export interface EvidenceSources {
  readonly reader: UsageReader;
  readonly lifecycle: Lifecycle;
}

/** Days before the window that decide who fell silent (Population). */
const daysBefore = 28;
/** How often a block is read again because a day changed meanwhile. */
const attempts = 3;

/**
 * The evidence of use of one kfunc. Figures and the states of their days belong together: when a day
 * changes while they are read, they are read again. Undefined when neither a report in reach nor the
 * lifecycle data has the name. Throws `store/unavailable` when days change again and again.
 */
export async function readEvidence(
  sources: EvidenceSources,
  asked: Asked,
  name: string,
): Promise<EvidenceAnswer | undefined> {
  const states = async () => statesOf(await readStates(sources.reader, asked), asked);
  let before = await states();
  for (let attempt = 0; attempt < attempts; attempt++) {
    const block = await readBlock(sources, { ...asked, days: before.days }, before.earlier, name);
    const after = await states();
    if (JSON.stringify(before) === JSON.stringify(after)) return block && sealed(block, asked.now);
    before = after;
  }
  throw new CensusError('store/unavailable', 'Days of the window changed while they were read.');
}

function sealed(read: EvidenceBlock, now: number): EvidenceAnswer {
  const block = settledBlock(read);
  return { generated_at: new Date(now).toISOString(), hash: evidenceHash(block), block };
}

async function readStates(reader: UsageReader, { scope, window }: Asked) {
  const from = addDays(window.from, -daysBefore);
  return await reader.days(scope, { from, to: window.to });
}

/** The days of the window and those before it. Today is not over, whatever a mark says. */
function statesOf(states: readonly DayState[], { window, now }: Asked) {
  const today = dayOf(now);
  const over = states.map(({ day, complete, version }) => ({
    day,
    complete: complete && day < today,
    version,
  }));
  const isBefore = ({ day }: DayState): boolean => day < window.from;
  return { earlier: over.filter(isBefore), days: over.filter((one) => !isBefore(one)) };
}

async function readBlock(
  { reader, lifecycle }: EvidenceSources,
  asked: Asked,
  earlier: readonly DayState[],
  name: string,
): Promise<EvidenceBlock | undefined> {
  const { scope, window, stratum, days } = asked;
  const found = await reader.kfunc(scope, window, stratum, name);
  const known = lifecycleFacts(name, lifecycle);
  if (found.length === 0 && !known.known) return undefined;
  const population = await reader.population(scope, window, stratum);
  const seen = found.filter(isSeen).sort((a, b) => (a.module < b.module ? -1 : 1));
  const kfuncs: EvidenceKfunc[] = [];
  for (const figures of seen.filter(({ module }) => module !== ''))
    kfuncs.push(await readKfunc(reader, asked, figures));
  const answer = frame({ kind: 'evidence' as const, name }, asked, population);
  const losses = [...population.losses].sort((a, b) => (a.reason < b.reason ? -1 : 1));
  return {
    format: 'evidence/v1',
    question: answer.question,
    organisation: answer.organisation,
    window: { ...spanOf(answer.window), ...finality(days, earlier) },
    stratum: answer.stratum,
    use_rungs: answer.use_rungs,
    population: { ...answer.population, losses },
    kfuncs,
    not_linked: seen.find(({ module }) => module === '')?.seenByRung.missing ?? 0,
    lifecycle: known,
    moving: await readMoving(reader, lifecycle, asked, name),
    migration: await readMigration(reader, lifecycle, asked, name),
    statements: await readPublished(reader, asked, name),
    method: methodOf(answer.notes),
  };
}

const spanOf = ({ from, to, days }: Window & { readonly days: number }) => ({ from, to, days });

function finality(states: readonly DayState[], before: readonly DayState[]) {
  return { final: [...before, ...states].every(({ complete }) => complete), states, before };
}

async function readKfunc(
  reader: UsageReader,
  asked: Asked,
  figures: KfuncFigures,
): Promise<EvidenceKfunc> {
  const { scope, window, stratum } = asked;
  const most = evidenceLimits.counted;
  return evidenceKfunc({
    figures,
    lines: await readStrata(reader, asked, figures, 'line', evidenceLimits.values),
    distros: await readStrata(reader, asked, figures, 'distro', evidenceLimits.values),
    organisations: await reader.strata(scope, window, stratum, figures, 'organisation'),
    programs: await reader.programs(scope, window, stratum, figures, most + 1),
    loaders: await reader.usesBy(scope, window, stratum, figures, 'loader', most),
  });
}
