import type { Lifecycle } from '@kfunc-census/lifecycle';
import {
  type Bounds,
  type HostBounds,
  type HostCounts,
  published,
  publishedCounts,
  publishedParts,
  smallCellThreshold,
} from '@kfunc-census/usage';
import type { KfuncFigures, UsageReader, Window } from '../ports.ts';
import type { StratumUse } from '../strata-port.ts';
import type { BoundsAnswer, PublicKfunc, PublicParts, PublicWeek, UseBounds } from './answers.ts';
import { publicNotes } from './texts.ts';

/** Organisations in which a name that is not upstream must have been seen to be public. */
const leastOrganisations = 2;
const everyone = { organisation: undefined };
const dimensions = ['line', 'distro', 'arch'] as const;

const answer = ({ least, most }: Bounds): BoundsAnswer => ({ least, most: most ?? null });
const both = ({ users, exposed }: HostBounds): UseBounds => ({
  users: answer(users),
  exposed: answer(exposed),
});
const countsOf = ({ users, exposed }: KfuncFigures | StratumUse): HostCounts => ({
  users,
  exposed,
});

/** Organisations tell how many hosts there are at least: exact only where hosts are. */
function organisationsOf(figures: KfuncFigures): UseBounds {
  const { userOrganisations, exposedOrganisations } = figures;
  const hosts = publishedCounts(countsOf(figures));
  const isExact = ({ least, most }: Bounds): boolean => least === most;
  const exactly = (count: number): Bounds => ({ least: count, most: count });
  if (!isExact(hosts.exposed)) return both(hosts);
  const exposed = exactly(exposedOrganisations);
  if (isExact(hosts.users)) return both({ users: exactly(userOrganisations), exposed });
  const most = Math.min(hosts.users.most ?? exposedOrganisations, exposedOrganisations);
  return both({ users: { ...hosts.users, most }, exposed });
}

/**
 * Values that tell nobody's name: kernel lines as upstream numbers them, and architectures that Linux
 * has (`uname -m`).
 */
const impersonal: Readonly<Record<(typeof dimensions)[number], RegExp | undefined>> = {
  line: /^\d{1,2}\.\d{1,3}$/,
  arch: /^(x86_64|i[3-6]86|aarch64|arm\w{0,8}|riscv64|ppc64|ppc64le|s390x|loongarch64|mips64)$/,
  distro: undefined,
};

/** Other values of fewer than two organisations together, behind the others. */
function namedParts(rows: readonly StratumUse[], dimension: (typeof dimensions)[number]) {
  const isNamed = (row: StratumUse): boolean =>
    row.exposedOrganisations >= leastOrganisations ||
    impersonal[dimension]?.test(row.value) === true;
  const others = rows.filter((row) => !isNamed(row));
  const sum = (measure: keyof HostCounts): number =>
    others.reduce((all, row) => all + row[measure], 0);
  return [
    ...rows.filter(isNamed).map((row) => ({ value: row.value, ...countsOf(row) })),
    ...(others.length === 0
      ? []
      : [{ value: 'other', users: sum('users'), exposed: sum('exposed') }]),
  ];
}

function partsOf(
  figures: KfuncFigures,
  rows: readonly StratumUse[],
  dimension: (typeof dimensions)[number],
): PublicParts {
  const exposed = rows.filter((row) => row.exposed > 0);
  const parts = namedParts(exposed, dimension);
  const found = publishedParts(countsOf(figures), parts);
  if (found.state === 'withheld') return { state: found.state, parts: [] };
  return {
    state: found.state,
    parts: found.parts.map((part, at) => ({ value: parts[at]?.value ?? '', ...both(part) })),
  };
}

/** What the building of a week works with. */
export interface WeekOptions {
  readonly reader: UsageReader;
  readonly lifecycle: Pick<Lifecycle, 'get'>;
}

async function kfuncOf(
  { reader }: WeekOptions,
  window: Window,
  figures: KfuncFigures,
): Promise<PublicKfunc> {
  const { name, module } = figures;
  const by = async (dimension: (typeof dimensions)[number]): Promise<PublicParts> =>
    partsOf(
      figures,
      await reader.strata(everyone, window, {}, { name, module }, dimension),
      dimension,
    );
  return {
    name,
    module,
    hosts: both(publishedCounts(countsOf(figures))),
    organisations: organisationsOf(figures),
    users_not_covered: answer(published(figures.usersNotCovered)),
    by:
      figures.users === 0
        ? null
        : { line: await by('line'), distro: await by('distro'), arch: await by('arch') },
  };
}

/** Builds what is published of a week, of all organisations together. `at`: Unix milliseconds. */
export async function buildWeek(
  options: WeekOptions,
  week: string,
  window: Window,
  at: number,
): Promise<PublicWeek> {
  const { reader, lifecycle } = options;
  const population = await reader.population(everyone, window, {});
  const all = await reader.kfuncs(everyone, window, {});
  const isPublic = ({ name, module, exposedOrganisations }: KfuncFigures): boolean =>
    exposedOrganisations >= leastOrganisations ||
    (module === 'vmlinux' && lifecycle.get(name) !== undefined);
  const kfuncs: PublicKfunc[] = [];
  for (const figures of all.filter(isPublic)) kfuncs.push(await kfuncOf(options, window, figures));
  const { reporting, complete, silent, organisations } = population;
  return {
    week,
    ...window,
    built_at: new Date(at).toISOString(),
    threshold: smallCellThreshold,
    organisations,
    hosts: {
      reporting: answer(published(reporting)),
      complete: answer(published(complete)),
      silent: answer(published(silent)),
    },
    kfuncs,
    kfuncs_withheld: all.length - kfuncs.length,
    notes: Object.values(publicNotes),
  };
}
