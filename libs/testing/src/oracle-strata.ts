import type {
  CoUse,
  FormerUse,
  HostDimension,
  Kfunc,
  ProgramDimension,
  StratumUse,
  UseByValue,
} from '@kfunc-census/query';
import type { HostLine, ProgramMember } from '@kfunc-census/report';
import {
  byText,
  coveredLines,
  dayOf,
  type Facts,
  figuresOf,
  hostKey,
  hostsOf,
  isUse,
  kernelLineOf,
  same,
} from './oracle-facts.ts';
import { type Held, heldIn, hostsIn, organisationsIn, programsIn } from './oracle-held.ts';

const hostValue: Readonly<Record<HostDimension, (line: HostLine) => string>> = {
  line: kernelLineOf,
  release: ({ release }) => release,
  distro: ({ distro }) => distro,
  arch: ({ arch }) => arch,
  organisation: ({ org }) => org,
};

/** Each value is asked for as if it were the stratum. */
export function strataOf(
  facts: Facts,
  lines: readonly HostLine[],
  kfunc: Kfunc,
  dimension: HostDimension,
): readonly StratumUse[] {
  return [...Map.groupBy(lines, hostValue[dimension])]
    .map(([value, of]) => {
      const figures = figuresOf(facts, kfunc, of, of);
      const { exposed, users, exposedOrganisations, userOrganisations, notObservable } = figures;
      const shares = { exposed, users, exposedOrganisations, userOrganisations, notObservable };
      return { value, reporting: hostsOf(of).size, ...shares };
    })
    .sort((a, b) => byText(a.value, b.value));
}

const usesIn = ({ kfuncs }: ProgramMember): readonly Kfunc[] =>
  kfuncs.filter(({ name, status }) => name !== '' && isUse(status));

function usersIn(facts: Facts, lines: readonly HostLine[], kfunc: Kfunc): readonly Held[] {
  return heldIn(facts, lines).filter(({ program }) =>
    usesIn(program).some((one) => same(one, kfunc)),
  );
}

/** Users by the programs that make them users. */
export function usesByOf(
  facts: Facts,
  lines: readonly HostLine[],
  kfunc: Kfunc,
  dimension: ProgramDimension,
): readonly UseByValue[] {
  const users = usersIn(facts, coveredLines(facts, kfunc, lines), kfunc);
  return [...Map.groupBy(users, ({ program }) => program[dimension])]
    .map(([value, held]) => ({
      value,
      hosts: hostsIn(held),
      organisations: organisationsIn(held),
      programs: programsIn(held),
    }))
    .sort((a, b) => b.hosts - a.hosts || byText(a.value, b.value));
}

/** What else the programs use that use the kfunc. */
export function coUseOf(facts: Facts, lines: readonly HostLine[], kfunc: Kfunc): readonly CoUse[] {
  const beside = usersIn(facts, lines, kfunc).flatMap((held) =>
    usesIn(held.program)
      .filter((one) => !same(one, kfunc))
      .map(({ name, module }) => ({ held, name, module })),
  );
  return [...Map.groupBy(beside, ({ name, module }) => JSON.stringify({ name, module }))]
    .map(([other, of]) => {
      const held = of.map((one) => one.held);
      return {
        ...(JSON.parse(other) as Kfunc),
        programs: programsIn(held),
        hosts: hostsIn(held),
      };
    })
    .sort(
      (a, b) =>
        b.programs - a.programs ||
        b.hosts - a.hosts ||
        byText(a.name, b.name) ||
        byText(a.module, b.module),
    );
}

/** Those who used it before a day, and who of them is exposed on it or later. */
export function formerUseOf(
  facts: Facts,
  lines: readonly HostLine[],
  kfunc: Kfunc,
  since: string,
): FormerUse {
  const before = lines.filter((line) => dayOf(line) < since);
  const former = new Set(usersIn(facts, before, kfunc).map(({ line }) => hostKey(line)));
  const later = lines.filter((line) => dayOf(line) >= since);
  const covered = coveredLines(facts, kfunc, later).filter((line) => former.has(hostKey(line)));
  return { users: former.size, covered: hostsOf(covered).size };
}
