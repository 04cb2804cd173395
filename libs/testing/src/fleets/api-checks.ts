import { deepStrictEqual } from 'node:assert/strict';
import { lifecycle } from '@kfunc-census/lifecycle';
import { catalogueId } from '@kfunc-census/report';
import type { ApiQuestion } from './api-question.ts';
import { answerOf, comparePart, type FleetApi, pathOf, statedHash } from './compare-api.ts';
import { expectedDetail, expectedList } from './expected/detail.ts';
import { expectedEvidence } from './expected/evidence.ts';
import { expectedForecast, type ForecastAsked, inOrder, trueFates } from './expected/forecast.ts';
import { expectedFrame } from './expected/frame.ts';
import { kfuncsInReach } from './expected/kfuncs.ts';
import { expectedFamily, expectedPart } from './expected/parts.ts';
import type { HeldFleet } from './expected/rows.ts';

/** Asks one route, compares, and says what was met; throws where an answer is not true. */
export type ApiRouteCheck = (
  api: FleetApi,
  fleet: HeldFleet,
  question: ApiQuestion,
) => Promise<string[]>;

/** Of all organisations others share the store: names, and what is of other days, are theirs too. */
const ofWindow = <T extends object>(kfunc: T) => {
  const { callable, first_used, last_used, ...rest } = kfunc as T & Record<string, unknown>;
  return rest;
};
const keyOf = ({ name, module }: { readonly name: string; readonly module: string }) =>
  `${name} ${module}`;

const checkList: ApiRouteCheck = async (api, fleet, { asked, marks, list }) => {
  const isWide = asked.organisation === undefined;
  const wanted = isWide ? ({ used: 'any', sort: 'name', limit: 5000 } as const) : list;
  const expected = expectedList(fleet, asked, marks, wanted);
  const { used, sort, limit } = wanted;
  const path = pathOf('/v1/kfuncs', asked, { used, sort, limit: `${limit}` });
  const answer = await answerOf<typeof expected>(api, asked, path);
  if (!isWide) {
    comparePart(answer, expected);
    return expected.kfuncs.length > 0 ? ['list'] : [];
  }
  const own = new Set(expected.kfuncs.map(keyOf));
  const { totals, matching, ...rest } = expected;
  comparePart(
    { ...answer, kfuncs: answer.kfuncs.filter((one) => own.has(keyOf(one))) },
    { ...rest, kfuncs: expected.kfuncs.map(ofWindow) },
  );
  return ['wideList'];
};

const checkDetail: ApiRouteCheck = async (api, fleet, { asked, marks, kfunc }) => {
  const expected = expectedDetail(fleet, asked, marks, kfunc.name);
  const path = pathOf(`/v1/kfuncs/${kfunc.name}`, asked);
  const isWide = asked.organisation === undefined;
  if (expected.kfuncs.length === 0 && lifecycle.get(kfunc.name) === undefined) {
    if (!isWide) await answerOf(api, asked, path, undefined, 404);
    return ['unknown'];
  }
  const answer = await answerOf<typeof expected>(api, asked, path);
  if (!isWide) comparePart(answer, expected);
  else {
    const own = new Set(expected.kfuncs.map(keyOf));
    const kfuncs = answer.kfuncs.filter((one) => own.has(keyOf(one)));
    comparePart({ ...answer, kfuncs }, { ...expected, kfuncs: expected.kfuncs.map(ofWindow) });
  }
  return expected.kfuncs.some(({ programs }) => programs.length > 0) ? ['detail'] : [];
};

const checkCoverage: ApiRouteCheck = async (api, fleet, { asked, marks }) => {
  const expected = expectedFrame(fleet, asked, marks);
  comparePart(await answerOf(api, asked, pathOf('/v1/coverage', asked)), expected);
  const { open_days, reopened_days } = expected.window;
  return [
    ...(expected.population.losses.length > 0 ? ['losses'] : []),
    ...(open_days.length > 0 ? ['openDays'] : []),
    ...(reopened_days.length > 0 ? ['reopenedDays'] : []),
  ];
};

const checkEvidence: ApiRouteCheck = async (api, fleet, { asked, marks, kfunc: { name } }) => {
  const path = pathOf(`/v1/kfuncs/${name}/evidence`, asked);
  const isNamed = kfuncsInReach(fleet, asked).some((kfunc) => kfunc.name === name);
  if (!isNamed && lifecycle.get(name) === undefined) {
    if (asked.organisation !== undefined) await answerOf(api, asked, path, undefined, 404);
    return [];
  }
  const expected = expectedEvidence(fleet, asked, marks, name);
  const { hash, block } = await answerOf<{ hash: string; block: object }>(api, asked, path);
  comparePart(block, expected);
  deepStrictEqual(hash, statedHash(block));
  const met = {
    strata: expected.kfuncs.some(({ by_line }) => by_line.rows.length > 1),
    loaders: expected.kfuncs.some(({ loaders }) => loaders.rows.length > 0),
    hostInterval: expected.kfuncs.some(({ host_share }) => host_share.kind === 'interval'),
    organisationInterval: expected.kfuncs.some((one) => one.organisations.interval !== null),
    zeroBound: expected.kfuncs.some((one) => one.organisations.zero_bound !== null),
    migration: Object.values(expected.migration?.carried ?? {}).some((one) => one.programs > 0),
    guards: expected.moving.programs_with_guard > 0,
  };
  return Object.entries(met).flatMap(([what, is]) => (is ? [what] : []));
};

/**
 * A forecast may not know; of what it says to know, nothing is wrong. What a fallback does when it runs
 * is not said, so nothing can be wrong about it.
 */
function checkFates(
  classes: ReturnType<typeof expectedForecast>['classes'],
  fates: ReturnType<typeof trueFates>,
): void {
  for (const { outcome: said, members } of classes)
    for (const { programs, externs } of members)
      for (const { name } of said === 'links' || said === 'does-not-link' ? programs : [])
        deepStrictEqual({ name, externs, said }, { name, externs, said: fates.get(name) ?? said });
}

function bodyOf(forecast: ForecastAsked): object {
  if ('remove' in forecast) return forecast;
  const { catalogues } = forecast.to;
  return forecast.sent ? { catalogues } : { to: catalogues.map(catalogueId) };
}

const checkForecast: ApiRouteCheck = async (api, fleet, { asked, marks, forecast }) => {
  if (forecast === undefined) return [];
  const body = bodyOf(forecast);
  const expected = expectedForecast(fleet, asked, marks, forecast);
  const path = pathOf('/v1/forecast', asked);
  const answer = await answerOf<typeof expected>(api, asked, path, body);
  const classes = answer.classes.map((one) => ({ ...one, members: inOrder(one.members) }));
  comparePart({ ...answer, classes }, expected);
  checkFates(expected.classes, trueFates(fleet, asked, forecast));
  return expected.classes.flatMap(({ outcome, objects }) => (objects > 0 ? [outcome] : []));
};

/** Of an answer what a fleet knows: the kfuncs of modules that it has. */
const ownOf = <T extends { readonly name: string; readonly module: string }>(
  found: readonly T[],
  expected: readonly { readonly name: string; readonly module: string }[],
): readonly T[] => {
  const own = new Set(expected.map(keyOf));
  return found.filter((one) => own.has(keyOf(one)));
};

const checkPart: ApiRouteCheck = async (api, fleet, { asked, marks, kfunc: { name }, part }) => {
  if (part === 'family') return [];
  const expected = expectedPart(fleet, asked, marks, name, part);
  if (expected.kfuncs.length === 0) return [];
  const more = part.route === 'co-use' ? {} : { by: part.by };
  const path = pathOf(`/v1/kfuncs/${name}/${part.route}`, asked, { ...more, limit: '100' });
  const answer = await answerOf<typeof expected>(api, asked, path);
  comparePart({ ...answer, kfuncs: ownOf(answer.kfuncs, expected.kfuncs) }, expected);
  return [`part ${part.route}`];
};

const checkFamily: ApiRouteCheck = async (api, fleet, { asked, marks, kfunc: { name }, part }) => {
  if (part !== 'family' || lifecycle.get(name) === undefined) return [];
  const expected = expectedFamily(fleet, asked, marks, name);
  const answer = await answerOf<typeof expected>(api, asked, pathOf(`/v1/families/${name}`, asked));
  const members = answer.members
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((member, at) => ({
      ...member,
      kfuncs: ownOf(member.kfuncs, expected.members[at]?.kfuncs ?? []),
    }));
  comparePart({ ...answer, members }, expected);
  return expected.members.length > 1 ? ['family'] : [];
};

/** One check for each route. */
export const apiChecks: readonly ApiRouteCheck[] = [
  checkList,
  checkDetail,
  checkCoverage,
  checkEvidence,
  checkForecast,
  checkPart,
  checkFamily,
];
