import type { Lifecycle } from '@kfunc-census/lifecycle';
import { familySides } from '@kfunc-census/usage';
import type { Carrier } from '../family-port.ts';
import type { UsageReader } from '../ports.ts';
import type { Asked } from '../to-answer.ts';
import type { EvidenceMigration, EvidenceMoving } from './evidence-answer.ts';
import { evidenceLimits } from './to-evidence.ts';

/** How far programs are in the change that the kfunc is part of; null where it is part of none. */
export async function readMigration(
  reader: UsageReader,
  lifecycle: Lifecycle,
  { scope, window, stratum }: Asked,
  name: string,
): Promise<EvidenceMigration | null> {
  const sides = familySides(name, lifecycle);
  if (sides.old.length === 0 || sides.new.length === 0) return null;
  const { carried, called } = await reader.migration(scope, window, stratum, sides);
  return { old: sides.old, new: sides.new, carried, called };
}

/** What moving away would touch. */
export async function readMoving(
  reader: UsageReader,
  lifecycle: Lifecycle,
  { scope, window, stratum }: Asked,
  name: string,
): Promise<EvidenceMoving> {
  const successors = lifecycle.successorsOf(name).map(({ to }) => to);
  const names = [name, ...successors];
  const most = evidenceLimits.counted;
  const { rows, more } = await reader.carriers(scope, window, stratum, names, most);
  const carrying = rows.filter((row) => row.names.some((one) => one.name === name));
  const isGuarded = ({ names: carried }: Carrier): boolean =>
    carried.some((one) => one.name === name && one.guard === 'tested');
  const hasSuccessor = ({ names: carried }: Carrier): boolean =>
    carried.some((one) => successors.includes(one.name));
  return {
    programs: programsIn(carrying),
    loaders: new Set(carrying.map(({ loader }) => loader).filter((loader) => loader !== '')).size,
    programs_with_guard: programsIn(carrying.filter(isGuarded)),
    programs_with_successor: programsIn(carrying.filter(hasSuccessor)),
    at_least: more,
  };
}

function programsIn(carriers: readonly Carrier[]): number {
  return new Set(carriers.map(({ program }) => program)).size;
}
