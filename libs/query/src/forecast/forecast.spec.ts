import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  idOf,
  objectMember,
  programKfunc,
  programMember,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { forecastLimits } from '@kfunc-census/usage';
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';
import { forecastBounds } from './answers.ts';
import { forecastNotes, noKfuncsInPatch, unknownRemoval } from './texts.ts';

const scope = { organisation: undefined };
const old = 'bpf_wq_set_callback_impl';
const next = 'bpf_wq_set_callback';

const shape = 'i()';
const declaring = (...names: string[]) =>
  objectMember({ declares: names.map((name) => ({ name, shape })) });
const direct = declaring(old);
const guarded = declaring(old, 'bpf_wq_init');
const other = declaring('bpf_rcu_read_lock');
const program = (object: string, name: string, guard: 'tested' | 'not-seen', kfunc = old) =>
  programMember({ object, name, loader: name, kfuncs: [programKfunc(kfunc, { guard })] });

const set = setLine({
  objects: [direct, guarded, other],
  programs: [
    program(direct.object, 'direct', 'not-seen'),
    program(guarded.object, 'guarded', 'tested'),
    program(other.object, 'other', 'not-seen', 'bpf_rcu_read_lock'),
    program('', 'alone', 'not-seen', 'bpf_rcu_read_lock'),
  ],
});
const small = setLine({
  objects: [direct],
  programs: [program(direct.object, 'direct', 'not-seen')],
});
const today = catalogueLine({
  kfuncs: [old, 'bpf_wq_init', 'bpf_rcu_read_lock'].map((name) => catalogueKfunc(name)),
});
const later = catalogueLine({
  kfuncs: [next, 'bpf_wq_init', 'bpf_rcu_read_lock'].map((name) => catalogueKfunc(name)),
});
const world: World = {
  catalogues: [today, later],
  sets: [set, small],
  hosts: [
    hostLine({ set: set.set, catalogues: [today.catalogue] }),
    hostLine({
      set: small.set,
      catalogues: [later.catalogue],
      host: idOf('host', 2),
      org: 'org-b',
      complete: 0,
    }),
  ],
};
const queries = createQueries({
  reader: createUsageOracle(world),
  clock: { now: () => Date.UTC(2026, 2, 10, 18) },
});
const ask = (request: Parameters<typeof queries.forecast>[1]) =>
  queries.forecast(scope, request, {});
const summary = ({ classes }: Awaited<ReturnType<typeof ask>>) =>
  classes.map(({ outcome, reach, members }) => [
    outcome,
    members.flatMap(({ programs }) => programs.map(({ name }) => name)).sort(),
    reach?.hosts,
    reach?.organisations,
  ]);

describe('a forecast', () => {
  it('names what does not link and what takes its fallback when a kfunc goes', async () => {
    const answer = await ask({ remove: [old] });
    expect(summary(answer)).toEqual([
      ['does-not-link', ['direct'], 2, 2],
      ['cannot-tell', ['alone'], 1, 1],
      ['takes-fallback', ['guarded'], 1, 1],
      ['links', ['other'], 1, 1],
    ]);
    expect(answer.classes[0]?.members[0]?.externs).toEqual([
      { name: old, unresolved: 'no-func', fallback: 'none', untold: null },
    ]);
    expect(answer.kfuncs.map(({ name, successors }) => [name, successors[0]?.name])).toEqual([
      [old, next],
    ]);
    expect([answer.population.not_covered, answer.all_objects]).toEqual([1, true]);
    expect(answer.limits).toBe(forecastLimits);
  });

  it('answers the same for the patch that removes it', async () => {
    const patch = [
      '--- a/kernel/bpf/helpers.c',
      '+++ b/kernel/bpf/helpers.c',
      '@@ -1,4 +1,1 @@',
      `-__bpf_kfunc int ${old}(struct bpf_wq *wq)`,
      '-{',
      '-}',
      ' ',
      '',
    ].join('\n');
    const answer = await ask({ patch });
    expect(answer.question.patch?.removed).toEqual([old]);
    expect(summary(answer)).toEqual(summary(await ask({ remove: [old] })));
  });

  it('answers the same for the kernel that does not have it', async () => {
    const answer = await ask({ to: [later.catalogue] });
    expect(answer.question.to).toEqual([{ catalogue: later.catalogue, module: 'vmlinux' }]);
    expect(summary(answer)).toEqual(summary(await ask({ remove: [old] })));
  });

  it.each([
    ['nothing', {}, 'remove'],
    ['two targets', { remove: [old], to: [later.catalogue] }, 'remove'],
    ['no names', { remove: [] }, 'remove'],
    ['an unknown catalogue', { to: ['0'.repeat(32)] }, 'to'],
    ['two kernels', { to: [later.catalogue, today.catalogue] }, 'to'],
    ['no diff', { patch: 'hello' }, 'patch'],
    ['a diff without kfuncs', { patch: '@@ -1,1 +1,1 @@\n-int a;\n+int b;\n' }, 'patch'],
    ['a large patch', { patch: 'x'.repeat(forecastBounds.patch + 1) }, 'patch'],
  ])('refuses %s', async (_, request, field) => {
    await expect(ask(request)).rejects.toMatchObject({ code: 'request/invalid', field });
  });

  it('suggests names for one that nothing knows', async () => {
    const asked = ask({ remove: ['bpf_wq_set_calback_impl'] });
    await expect(asked).rejects.toThrow(/Nearest names: bpf_wq_set_callback_impl/);
    await expect(asked).rejects.toMatchObject({ code: 'query/unknown-kfunc', field: 'remove' });
  });

  it('says facts, never advice', async () => {
    const advice =
      /\b(safe|unsafe|should|must|shall|ought|needs?|recommend\w*|advis\w*|can be removed|may be removed|delet\w*|dead|obsolete|useless|important|please)\b/i;
    const answers = [await ask({ remove: [old] }), await ask({ to: [later.catalogue] })];
    const messages = [noKfuncsInPatch(0), noKfuncsInPatch(2), unknownRemoval('x', ['y'])];
    const all = JSON.stringify([answers, messages, forecastNotes, forecastLimits]);
    expect(all).not.toMatch(advice);
    expect('It should go.').toMatch(advice);
  });
});
