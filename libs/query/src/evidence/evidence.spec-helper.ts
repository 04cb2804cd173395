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
import { createQueries, type QueriesOptions } from '../create-queries.ts';

/** Noon of a day of March 2026; 0 is 28 February. */
const march = (day: number): number => Date.UTC(2026, 2, day, 12);
/** When questions are asked: the evening of 10 March. */
export const now = Date.UTC(2026, 2, 10, 18);
/** Four weeks that are over: 10 February to 9 March. */
export const fourWeeks = { days: 28, until: '2026-03-09' } as const;
/** All organisations. */
export const everyone = { organisation: undefined };

const common = ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock', 'bpf_cast_to_kern_ctx'];
const offering = (...names: readonly string[]) =>
  catalogueLine({ kfuncs: [...common, ...names].map((name) => catalogueKfunc(name)) });
const before = offering('bpf_wq_set_callback_impl');
const after = offering('bpf_wq_set_callback');

/** A name as long as a report may hold, with what a terminal, a browser or a mail could stumble over. */
export const hostileName = `<b>\u202e\u001b[31m\nFrom é${'x'.repeat(300)}`;

const externs = (salt: string, kfuncs: Parameters<typeof objectMember>[0] = {}) =>
  objectMember({ known_by: 'externs', declares: [{ name: salt, shape: 'i()' }], ...kfuncs });
const oldObject = externs('bpf_wq_set_callback_impl');
const newObject = externs('bpf_wq_set_callback');
const bothObject = externs('both', {
  kfuncs: [
    { name: 'bpf_wq_set_callback_impl', module: 'vmlinux', status: 'referenced', missing: '' },
    { name: 'bpf_wq_set_callback', module: '', status: 'missing', missing: 'absent' },
  ],
});

const member = (name: string, kfunc: string, rest: Parameters<typeof programMember>[0] = {}) =>
  programMember({
    name,
    type: 'syscall',
    loader: 'timerd',
    kfuncs: [programKfunc(kfunc)],
    ...rest,
  });
const timer = setLine({
  programs: [member('wq_timer', 'bpf_wq_set_callback_impl', { object: oldObject.object })],
  objects: [oldObject],
});
const newTimer = setLine({
  programs: [member('wq_timer', 'bpf_wq_set_callback', { object: newObject.object })],
  objects: [newObject],
});
const watcher = setLine({
  programs: [
    member(hostileName, 'bpf_rcu_read_unlock', { object: bothObject.object, loader: '\u2067ls' }),
    member('probe', 'bpf_rcu_read_lock', { probe: 1, loader: '' }),
  ],
  objects: [bothObject],
});
const caster = setLine({
  programs: [
    member('cast', 'bpf_cast_to_kern_ctx', {
      kfuncs: [programKfunc('bpf_cast_to_kern_ctx', { status: 'inlined', sites: 0 })],
    }),
  ],
});
const idle = setLine({ programs: [] });

const on612 = { release: '6.12.48', distro: 'ubuntu', catalogues: [before.catalogue] };
const on618 = { release: '6.18.9', distro: 'debian', catalogues: [before.catalogue] };
const on70 = { release: '7.0.1', distro: 'debian', catalogues: [after.catalogue] };
const hides = { not_observable: ['bpf_cast_to_kern_ctx'] };

const host = (org: string, number: number, rest: Parameters<typeof hostLine>[0]) =>
  hostLine({ org, host: idOf(org, number), received_at: march(5), set: idle.set, ...rest });

/**
 * Three organisations. With `bpf_wq_set_callback_impl`: a1, a2, a3, b1, c1 and c2 are exposed, a1 and
 * a2 use it, a5 does so uncovered; kernels of line 7.0 have `bpf_wq_set_callback` in its place.
 */
export const world: World = {
  catalogues: [before, after],
  sets: [timer, newTimer, watcher, caster, idle],
  days: [{ kind: 'closed', day: '2026-03-09', partition: 0, partitions: 1, at: now }],
  hosts: [
    host('org-a', 1, { ...on618, set: timer.set }),
    host('org-a', 2, { ...on618, set: timer.set, received_at: march(9), ids_unseen: 4 }),
    host('org-a', 3, { ...on618, set: caster.set }),
    host('org-a', 4, { ...on70 }),
    host('org-a', 5, { ...on618, set: timer.set, complete: 0, losses: { denied: 2, churn: 1 } }),
    host('org-b', 1, { ...on618, ...hides, distro: 'fedora' }),
    host('org-b', 2, { ...on70, distro: 'fedora', set: newTimer.set }),
    host('org-b', 3, { ...on618, distro: 'fedora', late: 1 }),
    host('org-c', 1, { ...on612 }),
    host('org-c', 2, { ...on612, ...hides, set: watcher.set }),
    host('org-c', 3, { ...on612, received_at: march(-27) }),
    host('org-c', 4, { ...on70, release: '7.3.0-rc1', catalogues: [idOf('never sent')] }),
    // Of today: in no window that ends yesterday.
    host('org-c', 5, { ...on612, set: timer.set, received_at: march(10) }),
  ],
};

const asModule = catalogueLine({
  module: 'wq_test',
  kfuncs: [catalogueKfunc('bpf_rcu_read_lock')],
});

/** The same world, where a host of org-a also has a module with a kfunc of vmlinux's name. */
export const twoModules: World = {
  ...world,
  catalogues: [...world.catalogues, asModule],
  hosts: [...world.hosts, host('org-a', 1, { ...on618, catalogues: [asModule.catalogue] })],
};

/** Questions over a world, by the oracle. */
export function queriesOf(some: World, options: Partial<QueriesOptions> = {}) {
  return createQueries({ reader: createUsageOracle(some), clock: { now: () => now }, ...options });
}

/** Twelve organisations with ten hosts each; one host in each of the first six uses `bpf_a`. */
export function twelveOrganisations(): World {
  const catalogue = catalogueLine({ kfuncs: [catalogueKfunc('bpf_a')] });
  const using = setLine({ programs: [member('p', 'bpf_a')] });
  const hosts = Array.from({ length: 120 }, (_, at) => {
    const organisation = Math.floor(at / 10);
    const isUser = at % 10 === 0 && organisation < 6;
    return host(`org-${organisation}`, at, {
      catalogues: [catalogue.catalogue],
      set: isUser ? using.set : idle.set,
    });
  });
  return { catalogues: [catalogue], sets: [using, idle], hosts };
}
