import { z } from 'zod';
import { limits } from '../limits.ts';
import { attachments, guards, holdKinds, programStatuses } from '../statuses.ts';
import { count, field, id128, identifier, text } from './fields.ts';

const programKfunc = z.object({
  name: field(identifier.nullable(), {
    description:
      'Kfunc as the kernel names it; null only with status `unresolved`. With `ambiguous`: one of the kfuncs that the sites may call.',
    owner: 'kernel',
    reason: 'It is what the census counts.',
    privacy: 'kernel',
  }),
  module: field(identifier.nullable(), {
    description: 'Module that offers it, `vmlinux` for the kernel itself; null when unresolved.',
    owner: 'kernel',
    reason: 'The same name may exist in several modules.',
    privacy: 'kernel',
  }),
  status: field(z.enum(programStatuses), {
    description: 'Rung of evidence: what this program shows of the kfunc on this kernel.',
    owner: 'agent',
    reason: 'A figure without its evidence cannot be judged.',
    privacy: 'kernel',
  }),
  guard: field(z.enum(guards), {
    description: 'Whether the program tests that the kfunc exists.',
    owner: 'agent',
    reason: 'A tested kfunc has a fallback when it goes.',
    privacy: 'program',
  }),
  sites: field(count, {
    description: 'Call sites in the translated instructions; 0 for evidence that is no call site.',
    owner: 'agent',
    reason: 'Shows how deep the use goes.',
    privacy: 'program',
  }),
});

const loader = z.object({
  exe: field(text, {
    description: 'File name of the executable that holds it or loaded it, normalised.',
    owner: 'agent',
    reason: 'Tells whom to ask before a removal.',
    privacy: 'program',
  }),
  package: field(text.nullable(), {
    description: 'Package of the distribution that owns the executable (dpkg, rpm).',
    owner: 'agent',
    reason: 'A package has a maintainer.',
    privacy: 'program',
  }),
  package_version: field(text.nullable(), {
    description: 'Version of that package.',
    owner: 'agent',
    reason: 'Old builds on new kernels decide a removal.',
    privacy: 'program',
  }),
  unit: field(text.nullable(), {
    description: 'systemd unit it runs in, instance and digits masked.',
    owner: 'agent',
    reason: 'Names the service where the executable is a general tool.',
    privacy: 'program',
  }),
  container: field(text.nullable(), {
    description: 'Kind of container it runs in (`docker`, `containerd`, …); never an id.',
    owner: 'agent',
    reason: 'Packages of a container are not those of the host.',
    privacy: 'operational',
  }),
});

const run = z.object({
  window_s: field(count, {
    description: 'Seconds over which statistics were on (BPF_ENABLE_STATS).',
    owner: 'agent',
    reason: 'A count means nothing without its time.',
    privacy: 'operational',
  }),
  count: field(count, {
    description: 'Runs in that time, of all instances.',
    owner: 'kernel',
    reason: 'Loaded is not running.',
    privacy: 'operational',
  }),
  time_ns: field(count, {
    description: 'Nanoseconds spent in them.',
    owner: 'kernel',
    reason: 'Loaded is not running.',
    privacy: 'operational',
  }),
});

/** One program of a report: all loaded programs of the host with this content. */
export const program = z.object({
  type: field(identifier, {
    description: 'BPF program type in the kernel’s words, e.g. `sched_cls`; `type_N` if unknown.',
    owner: 'kernel',
    reason: 'A kfunc is allowed per program type.',
    privacy: 'program',
  }),
  attach_target: field(identifier.nullable(), {
    description: 'BTF name of the function the program attaches to, if its type has one.',
    owner: 'kernel',
    reason: 'Part of what the program is.',
    privacy: 'program',
  }),
  name: field(identifier, {
    description: 'Normalised full name of the program.',
    owner: 'agent',
    reason: 'The owner of a program is found by its name.',
    privacy: 'program',
  }),
  object: field(id128.nullable(), {
    description: 'Key of the object in `objects`; null when the program has no BTF.',
    owner: 'agent',
    reason: 'One unresolved extern blocks the whole object.',
    privacy: 'program',
  }),
  attached: field(z.enum(attachments), {
    description: 'Whether an attachment was found.',
    owner: 'agent',
    reason: 'Loaded is not running.',
    privacy: 'operational',
  }),
  probe: field(z.boolean(), {
    description: 'Whether the program looks like a feature probe of a loader.',
    owner: 'agent',
    reason: 'A probe is not a use.',
    privacy: 'operational',
  }),
  attach_type: field(identifier.nullable(), {
    description:
      'Attach type of its link in the kernel’s words, e.g. `tcx_ingress`; null if no link says it.',
    owner: 'kernel',
    reason: 'The hook decides which kfuncs a program may call.',
    privacy: 'program',
  }),
  held_by: field(z.array(z.enum(holdKinds)).max(holdKinds.length), {
    description: 'By what the program is held, as far as it was searched; sorted as listed.',
    owner: 'agent',
    reason: 'Tells what keeps a program loaded, and so whether it is in use.',
    privacy: 'operational',
  }),
  loader: field(loader.nullable(), {
    description: 'Who loaded it, or holds it; null if nobody was found.',
    owner: 'agent',
    reason: 'Tells whom to ask before a removal.',
    privacy: 'program',
  }),
  source: field(text.nullable(), {
    description:
      'Source file of its first line: the last two parts of the path, hashes and temporary parts masked; null without line info.',
    owner: 'agent',
    reason: 'The owner of a program is found by its source.',
    privacy: 'program',
  }),
  run: field(run.nullable(), {
    description: 'How often it ran in a window; null if that was not measured.',
    owner: 'agent',
    reason: 'Loaded is not running.',
    privacy: 'operational',
  }),
  instances: field(count.min(1), {
    description: 'Loaded programs on this host with this same content.',
    owner: 'agent',
    reason: 'Per-endpoint copies would otherwise flood the report.',
    privacy: 'operational',
  }),
  kfuncs: z.array(programKfunc).max(limits.kfuncsPerProgram),
});
