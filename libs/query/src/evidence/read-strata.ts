import type { KfuncFigures, UsageReader } from '../ports.ts';
import type { HostDimension, StratumUse } from '../strata-port.ts';
import { hostStatement } from '../texts.ts';
import { type Asked, organisationShare } from '../to-answer.ts';
import type { EvidenceList, EvidenceStratum, Standing } from './evidence-answer.ts';

/** Figures by the `limit` values of a dimension with most exposed hosts. */
export async function readStrata(
  reader: UsageReader,
  asked: Asked,
  figures: KfuncFigures,
  dimension: HostDimension,
  limit: number,
): Promise<EvidenceList<EvidenceStratum>> {
  const { scope, window, stratum } = asked;
  const uses = await reader.strata(scope, window, stratum, figures, dimension);
  const most = [...uses].sort(byExposed).slice(0, limit);
  const rows: EvidenceStratum[] = [];
  for (const use of most)
    rows.push(stratumAnswer(use, await standingOf(reader, asked, dimension, use)));
  return {
    rows: rows.sort(orders[dimension]),
    more: uses.length - most.length,
    more_at_least: false,
  };
}

/** Why no host of the value is exposed: that none is seen does not say that none is. */
async function standingOf(
  reader: UsageReader,
  { scope, window, stratum }: Asked,
  dimension: HostDimension,
  { value, exposed, notObservable }: StratumUse,
): Promise<Standing> {
  if (exposed > 0) return 'exposed';
  if (notObservable > 0) return 'not-observable';
  const population =
    dimension === 'organisation'
      ? await reader.population({ organisation: value }, window, stratum)
      : await reader.population(scope, window, { ...stratum, [dimension]: value });
  if (population.exposureUnknown > 0) return 'exposure-unknown';
  return population.complete === 0 ? 'not-covered' : 'not-exposed';
}

const inWords: Readonly<Record<Exclude<Standing, 'exposed' | 'not-exposed'>, string>> = {
  'not-observable': 'not observable',
  'not-covered': 'not covered',
  'exposure-unknown': 'exposure unknown',
};

function stratumAnswer(use: StratumUse, standing: Standing): EvidenceStratum {
  const { value, reporting, users, exposed, exposedOrganisations, userOrganisations } = use;
  const statement =
    standing === 'exposed' || standing === 'not-exposed'
      ? hostStatement(users, exposed, exposedOrganisations)
      : inWords[standing];
  return {
    value,
    reporting,
    standing,
    hosts: { users, exposed, statement },
    organisations: organisationShare(userOrganisations, exposedOrganisations),
    not_observable: use.notObservable,
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

function byExposed(a: StratumUse, b: StratumUse): number {
  return b.exposed - a.exposed || byText(a.value, b.value);
}

type Order = (a: EvidenceStratum, b: EvidenceStratum) => number;
const orders: Readonly<Record<HostDimension, Order>> = {
  line: byLine,
  release: byLine,
  distro: byValue,
  arch: byValue,
  organisation: byValue,
};

function byValue(a: EvidenceStratum, b: EvidenceStratum): number {
  return byText(a.value, b.value);
}

/** Older lines first; what is of no line of Linux comes last, by text. */
function byLine({ value: a }: EvidenceStratum, { value: b }: EvidenceStratum): number {
  const [one, other] = [lineNumbers(a), lineNumbers(b)];
  return one[0] - other[0] || one[1] - other[1] || byText(a, b);
}

function lineNumbers(value: string): readonly [major: number, minor: number] {
  const found = /^(\d{1,4})\.(\d{1,4})(?!\d)/.exec(value);
  return found === null ? [Number.MAX_SAFE_INTEGER, 0] : [Number(found[1]), Number(found[2])];
}
