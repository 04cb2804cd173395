import type { KfuncDetail, PopulationAnswer } from '@kfunc-census/query';
import { columns } from '@kfunc-census/terminal';
import type { Overview } from './ask.ts';

const useRungs = new Set(['called', 'inlined']);
const shownPrograms = 4;

/** Names of the programs that use a kfunc, the rest counted. */
function programsText({ programs }: KfuncDetail): string {
  const users = programs.filter(({ rung }) => useRungs.has(rung));
  const names = [...new Set(users.map(({ type, name }) => `${type}/${name}`))];
  const shown = names.slice(0, shownPrograms).join(', ');
  return names.length > shownPrograms ? `${shown} and ${names.length - shownPrograms} more` : shown;
}

function rungText({ seen_by_rung: seen }: KfuncDetail): string {
  return Object.entries(seen)
    .filter(([rung, hosts]) => hosts > 0 && useRungs.has(rung))
    .map(([rung]) => rung)
    .join('+');
}

function kfuncRow(kfunc: KfuncDetail): string[] {
  const { hosts, users_not_covered: notCovered } = kfunc;
  const beside = notCovered === 0 ? '' : ` (+${notCovered} not covered)`;
  return [
    kfunc.name,
    kfunc.module,
    rungText(kfunc),
    `${hosts.users} of ${hosts.exposed}${beside}`,
    programsText(kfunc),
  ];
}

function coverageText(population: PopulationAnswer): string {
  const losses = population.losses.map(({ reason, hosts }) => `${reason} on ${hosts}`);
  const seen = `${population.complete} of ${population.reporting} reporting hosts completely covered`;
  const unseen = `${population.ids_unseen} programs came and went unseen since boot`;
  return [seen, unseen, ...losses].join('; ');
}

/** The answer for one organisation, as text. */
export function overviewText(title: string, { list, used }: Overview): string {
  const { window, totals, population } = list;
  const rows = used.flatMap(({ kfuncs }) => kfuncs.map(kfuncRow));
  const table =
    rows.length === 0
      ? ['no kfunc in use by any loaded program']
      : [...columns(['kfunc', 'module', 'evidence', 'hosts', 'programs'], rows)];
  const more = list.matching - rows.length;
  if (more > 0) table.push(`and ${more} more: npm run -s cli -- list --used`);
  const today = window.complete ? '' : ', today not over';
  return [
    title,
    '',
    ...table.map((line) => `  ${line}`),
    '',
    `  ${totals.used} of ${totals.known} known kfuncs in use; ${totals.unused} offered and used by nobody;` +
      ` ${totals.not_exposed} offered to programs by no covered host`,
    `  ${coverageText(population)}`,
    `  ${window.from} to ${window.to} (UTC days${today}); use means called or inlined`,
    '',
  ].join('\n');
}
