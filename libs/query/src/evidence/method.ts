import { evidenceNotes, notes } from '../texts.ts';

/** How figures of a block were measured: the notes of every answer, then those of a block.
 * What depends on when it is asked is not among them: the states of the days say it. */
export function methodOf(said: readonly string[]): readonly string[] {
  const ofAsking: readonly string[] = [notes.today, notes.openDays, notes.strata];
  return [...said.filter((note) => !ofAsking.includes(note)), ...Object.values(evidenceNotes)];
}
