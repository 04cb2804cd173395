import { lifecycle } from '@kfunc-census/lifecycle';
import type { HostStratum } from '@kfunc-census/query';
import { addDays } from '@kfunc-census/usage';
import fc from 'fast-check';
import { carriedNames } from './builds.ts';
import type { Fleet } from './fleet.ts';
import type { FleetQuestion } from './truth.ts';

/** A part of a host stratum; the line of a fleet's kernel is that of its kfuncs, which may be another. */
type Part = Exclude<keyof HostStratum, 'line'>;

/** What makes a kfunc worth asking for: left to chance alone, the rare cases are never met. */
const aspects = ['any', 'carried', 'inlined', 'lacking', 'partly', 'probed'] as const;
type Aspect = (typeof aspects)[number];

/** Where a question points; numbers are taken modulo what there is. */
export const questionSketch = fc.record({
  organisation: fc.nat(2),
  /** In days; a half of those that a store may keep figures of. */
  length: fc.oneof(fc.integer({ min: 1, max: 14 }), fc.constantFrom(1, 7, 28)),
  end: fc.integer({ min: 0, max: 13 }),
  kernel: fc.nat(20),
  kfunc: fc.nat(400),
  aspect: fc.constantFrom<Aspect>(...aspects, 'carried'),
  stratum: fc.oneof(fc.subarray<Part>([]), fc.subarray<Part>(['release', 'arch', 'distro'])),
});
/** One of `questionSketch`. */
export type QuestionSketch = typeof questionSketch extends fc.Arbitrary<infer T> ? T : never;

function at<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

/** The kfuncs of a fleet that an organisation can be asked for under an aspect; may be none. */
function kfuncsOf({ plan, kernels: all }: Fleet, organisation: string, aspect: Aspect) {
  const groups = plan.groups.filter((group) => group.organisation === organisation);
  const stages = groups.flatMap((group) => group.stages);
  const kernels = stages.map(({ kernel }) => kernel);
  const builds = stages.flatMap((stage) => stage.builds);
  const programs = builds.flatMap((build) => build.programs);
  const carried = new Set([
    ...builds.flatMap(carriedNames),
    ...programs.flatMap(({ attachTarget = [] }) => attachTarget),
  ]);
  const probes = programs.filter(({ probe }) => probe);
  const probed = new Set(probes.flatMap(({ calls }) => calls.flatMap(({ names }) => names)));
  const offered = (aspect === 'any' ? all : kernels).flatMap(({ offers }) =>
    [...offers].map(([name, { module }]) => ({ name, module })),
  );
  const lacks = (name: string) => kernels.some(({ offers }) => offers.get(name)?.callable !== true);
  const inlines = (name: string) => kernels.some(({ line }) => lifecycle.isInlinedOn(name, line));
  const found: Record<Aspect, () => readonly FleetQuestion['kfunc'][]> = {
    any: () => [...offered, { name: 'bpf_no_such_kfunc', module: 'vmlinux' }],
    carried: () => offered.filter(({ name }) => carried.has(name)),
    inlined: () => offered.filter(({ name }) => carried.has(name) && inlines(name)),
    lacking: () => [...carried].filter(lacks).map((name) => ({ name, module: '' })),
    probed: () => offered.filter(({ name }) => probed.has(name)),
    partly: () => offered.filter(({ name }) => lacks(name)),
  };
  return found[aspect]();
}

/** The question of a sketch to a fleet. */
export function questionOf(fleet: Fleet, asked: QuestionSketch): FleetQuestion {
  const kernel = at(fleet.kernels, asked.kernel);
  const values = { release: kernel.release, arch: kernel.arch, distro: kernel.distro.id };
  const to = addDays(fleet.plan.start, asked.end);
  const organisation = at(fleet.organisations, asked.organisation);
  const kfuncs = kfuncsOf(fleet, organisation, asked.aspect);
  return {
    organisation,
    window: { from: addDays(to, 1 - asked.length), to },
    stratum: Object.fromEntries(asked.stratum.map((name) => [name, values[name]])),
    kfunc: at(kfuncs.length > 0 ? kfuncs : kfuncsOf(fleet, organisation, 'any'), asked.kfunc),
  };
}
