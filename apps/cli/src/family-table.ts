import {
  calledClasses,
  type FamilyAnswer,
  type FamilyListAnswer,
  type FamilyMember,
  type FamilyMigration,
  type HostShareAnswer,
} from '@kfunc-census/query';
import { type Row, safe } from '@kfunc-census/terminal';
import { migrationClasses } from '@kfunc-census/usage';
import { narrowTable } from './narrow-table.ts';
import { hosts, noteLines, populationLines, text, windowLines } from './tables.ts';
import { counted } from './usage-table.ts';

const upstream = ({ lives }: Pick<FamilyMember, 'lives'>): string =>
  lives
    .map(({ introduced, ended }) =>
      ended === null
        ? `since ${introduced.version}`
        : `${introduced.version} until ${ended.version}`,
    )
    .join('; ');

/** A name, with its module where that is not the kernel itself. */
const nameIn = (name: string, module: string): string =>
  module === 'vmlinux' || module === '' ? name : `${name} (${module})`;

const figureCells = ({ exposed, users, statement }: HostShareAnswer): Row => [
  exposed,
  users,
  exposed === 0 ? statement : '',
];
const nowhere: HostShareAnswer = { exposed: 0, users: 0, statement: 'not exposed anywhere' };

/** Figures of each module that offers a name; of none, where it is offered by none. */
function rowsOf(
  name: string,
  figures: readonly { readonly module: string; readonly hosts: HostShareAnswer }[],
  aside: Row,
): readonly Row[] {
  const offered = figures.filter(({ module }) => module !== '');
  if (offered.length === 0) return [[name, ...aside, ...figureCells(nowhere)]];
  return offered.map(({ module, hosts: share }) => [
    nameIn(name, module),
    ...aside,
    ...figureCells(share),
  ]);
}

function memberRows({ members, whole }: FamilyAnswer): readonly Row[] {
  const rows = members.flatMap((member) => {
    const lives = member.lives.length === 0 ? 'not known' : upstream(member);
    return rowsOf(member.name, member.kfuncs, [lives]);
  });
  return [...rows, ['all of them', '', ...figureCells(whole.hosts)]];
}

function edgeLines({ edges }: FamilyAnswer): readonly string[] {
  if (edges.length === 0) return ['No successor is known.'];
  return [
    'Successors, by the lifecycle data',
    ...edges.map(
      ({ from, to, kind, version }) => `  ${safe(from)} -> ${safe(to)}, since ${version} (${kind})`,
    ),
  ];
}

const names = (list: readonly string[]): string => list.map(safe).join(', ');

function migrationLines(migration: FamilyMigration | null): readonly (readonly string[])[] {
  if (migration === null) return [];
  const { carried, called, apart } = migration;
  const rows = migrationClasses.map((name) => {
    const { programs, hosts: count, organisations } = carried[name];
    return [name, programs, count, organisations];
  });
  const calling = calledClasses.map((name) => [
    name,
    called[name].hosts,
    called[name].organisations,
  ]);
  return [
    [
      `Migration from ${names(migration.old)} to ${names(migration.new)}`,
      ...(apart.length === 0 ? [] : [`On neither side: ${names(apart)}`]),
    ],
    narrowTable(['PROGRAMS CARRY', 'PROGRAMS', 'HOSTS', 'ORGANISATIONS'], rows),
    narrowTable(['HOSTS CALL', 'HOSTS', 'ORGANISATIONS'], calling),
    dayLines(migration),
  ];
}

function dayLines({ days }: FamilyMigration): readonly string[] {
  const seen = days.filter(({ carried }) =>
    Object.values(carried).some(({ programs }) => programs > 0),
  );
  if (seen.length === 0) return ['On no day of the window does a program carry one of them.'];
  const rows = seen.map(({ day, complete, version, carried, called }) => [
    `${day}${complete ? '' : ' *'}${version > 1 ? ` (version ${version})` : ''}`,
    ...migrationClasses.map((name) => carried[name].programs),
    ...calledClasses.map((name) => called[name].hosts),
  ]);
  const head = ['DAY', 'OLD ONLY', 'BOTH', 'NEW ONLY', 'UNKNOWN', 'CALL OLD', 'BOTH', 'NEW'];
  return [
    ...narrowTable(head, rows),
    'First four: programs that carry the names. Last three: hosts that call them.',
    ...(seen.some(({ complete }) => !complete) ? ['* not complete: figures can still grow'] : []),
  ];
}

/** A family for a person. */
export function familyTable(answer: FamilyAnswer): string {
  const { family, whole, question } = answer;
  const title =
    family === null
      ? `${safe(question.name)} has no family: no name is known to come before or after it.`
      : `Family ${safe(family)}`;
  const { programs, hosts: count, organisations } = whole.carrying;
  const head = ['MEMBER', 'UPSTREAM', 'EXPOSED', 'USERS', ''];
  return text([
    [title, ...windowLines(answer)],
    narrowTable(head, memberRows(answer)),
    [
      `Together: ${whole.hosts.statement}; users not covered: ${hosts(whole.users_not_covered)}; not observable: ${hosts(whole.not_observable)}.`,
      `Carried by ${counted(programs, 'program')} on ${hosts(count)} of ${counted(organisations, 'organisation')}, exposed or not.`,
    ],
    edgeLines(answer),
    ...migrationLines(answer.migration),
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}

/** All families for a person. */
export function familiesTable(answer: FamilyListAnswer): string {
  const rows = answer.families.flatMap(({ name: family, members }) =>
    members.flatMap(({ name, figures }) =>
      rowsOf(name, figures, []).map((row): Row => [family, ...row]),
    ),
  );
  return text([
    windowLines(answer),
    narrowTable(['FAMILY', 'MEMBER', 'EXPOSED', 'USERS', ''], rows),
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}
