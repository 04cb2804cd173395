import { essentialName } from '@kfunc-census/kfunc';
import { lifecycle } from '@kfunc-census/lifecycle';
import {
  type ExternOutcome,
  type ForecastOutcome,
  forecast,
  forecastLimits,
  forecastOutcomes,
  type ObjectForecast,
} from '@kfunc-census/usage';
import { mostMembers } from '../content-port.ts';
import type { UsageReader } from '../ports.ts';
import { type Asked, frame } from '../to-answer.ts';
import {
  type ForecastAnswer,
  type ForecastClassAnswer,
  type ForecastExternAnswer,
  type ForecastMemberAnswer,
  type ForecastRequest,
  forecastBounds,
} from './answers.ts';
import { targetOf } from './target.ts';
import { forecastNotes } from './texts.ts';
import { type Member, membersOf } from './to-objects.ts';

type Judged = { readonly member: Member; readonly result: ObjectForecast };

/** Answers a forecast: judges what was seen of each object, and asks who has those of each outcome. */
export async function forecastOf(
  reader: UsageReader,
  asked: Asked,
  request: ForecastRequest,
): Promise<ForecastAnswer> {
  const { scope, window, stratum } = asked;
  const { question, target, gone } = await targetOf(reader, asked, request);
  const population = await reader.population(scope, window, stratum);
  const seen = await reader.objects(scope, window, stratum, mostMembers);
  const members = membersOf(seen.rows);
  const whole = forecast(
    members.map((member) => member.forecast),
    target,
    lifecycle,
  );
  const judged = whole.objects.flatMap((result, at) => {
    const member = members[at];
    return member === undefined ? [] : [{ member, result }];
  });
  const classes: ForecastClassAnswer[] = [];
  for (const outcome of forecastOutcomes)
    classes.push(await classOf(reader, asked, outcome, judged));
  const base = frame(question, asked, population);
  const part = seen.more ? [forecastNotes.part] : [];
  return {
    ...base,
    notes: [...base.notes, forecastNotes.hosts, forecastNotes.links, ...part],
    all_objects: !seen.more,
    classes,
    reasons: whole.reasons.map(({ reason, objects }) => ({ reason, members: objects })),
    kfuncs: successorsOf(gone, whole.objects),
    limits: forecastLimits,
  };
}

async function classOf(
  reader: UsageReader,
  { scope, window, stratum }: Asked,
  outcome: ForecastOutcome,
  judged: readonly Judged[],
): Promise<ForecastClassAnswer> {
  const own = judged.filter(({ result }) => result.outcome === outcome);
  const objects = own.flatMap(({ member }) => member.object ?? []);
  const alone = own.filter(({ member }) => member.object === undefined);
  const programs = alone.flatMap(({ member }) => member.programs[0]?.program ?? []);
  const countable = objects.length <= mostMembers && programs.length <= mostMembers;
  const ids = { objects, programs };
  return {
    outcome,
    objects: objects.length,
    programs_without_object: programs.length,
    reach: countable ? await reader.reachOf(scope, window, stratum, ids) : null,
    members: own.slice(0, forecastBounds.members).map(memberAnswer),
    members_truncated: own.length > forecastBounds.members,
  };
}

function memberAnswer({ member, result }: Judged): ForecastMemberAnswer {
  const most = forecastBounds.programs;
  return {
    object: member.object ?? null,
    externs: result.externs.map(externAnswer),
    reasons: result.reasons,
    programs: member.programs.slice(0, most).map(({ program, type, name, loader }) => ({
      program,
      type,
      name,
      loader: loader === '' ? null : loader,
    })),
    programs_truncated: member.programs.length > most,
  };
}

function externAnswer(extern: ExternOutcome): ForecastExternAnswer {
  const { name } = extern;
  return extern.kind === 'unresolved'
    ? { name, unresolved: extern.why, fallback: extern.fallback, untold: null }
    : { name, unresolved: extern.unresolved ?? null, fallback: null, untold: extern.why };
}

function successorsOf(
  gone: readonly string[],
  results: readonly ObjectForecast[],
): ForecastAnswer['kfuncs'] {
  const unresolved = results
    .flatMap(({ externs }) => externs)
    .filter((extern) => extern.kind === 'unresolved' || extern.unresolved !== undefined)
    .map(({ name }) => (lifecycle.get(name) === undefined ? essentialName(name) : name));
  return [...new Set([...gone, ...unresolved])].sort().map((name) => ({
    name,
    successors: lifecycle
      .successorsOf(name)
      .map(({ to, kind, version }) => ({ name: to, kind, version })),
  }));
}
