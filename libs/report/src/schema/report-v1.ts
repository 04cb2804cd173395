import { z } from 'zod';
import { limits } from '../limits.ts';
import {
  attachments,
  guards,
  lossReasons,
  missingReasons,
  objectEvidence,
  objectStatuses,
  programStatuses,
} from '../statuses.ts';
import { count, field, id128 } from './fields.ts';

const identifier = z.string().min(1).max(limits.identifier);
const text = z.string().max(limits.text);
const moduleName = field(identifier, {
  description: 'Module that offers the kfunc; `vmlinux` for the kernel itself.',
  owner: 'kernel',
  reason: 'The same name may exist in several modules.',
  privacy: 'kernel',
});

const programKfunc = z.object({
  name: field(identifier.nullable(), {
    description: 'Kfunc as the kernel names it; null only with status `unresolved`.',
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

const program = z.object({
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
  loader: field(text.nullable(), {
    description: 'Normalised name of the executable that loaded it, if known.',
    owner: 'agent',
    reason: 'Tells whom to ask before a removal.',
    privacy: 'program',
  }),
  instances: field(count.min(1), {
    description: 'Loaded programs on this host with this same content.',
    owner: 'agent',
    reason: 'Per-endpoint copies would otherwise flood the report.',
    privacy: 'operational',
  }),
  kfuncs: z.array(programKfunc).max(limits.kfuncsPerProgram),
});

const objectKfunc = z.object({
  name: field(identifier, {
    description: 'Kfunc as the object names it.',
    owner: 'agent',
    reason: 'It is what the census counts.',
    privacy: 'program',
  }),
  module: field(identifier.nullable(), {
    description: 'Module that offers it here; null when none does.',
    owner: 'kernel',
    reason: 'The same name may exist in several modules.',
    privacy: 'kernel',
  }),
  status: field(z.enum(objectStatuses), {
    description:
      '`referenced`: named, linkable, called by none of its programs; `missing`: not linked.',
    owner: 'agent',
    reason: 'Predicts what the object does on another kernel.',
    privacy: 'program',
  }),
  missing: field(z.enum(missingReasons).nullable(), {
    description: 'Why it is missing; null when referenced.',
    owner: 'agent',
    reason: 'Absent and incompatible call for different answers.',
    privacy: 'kernel',
  }),
});

const declaration = z.object({
  name: field(identifier, {
    description: 'Kfunc that the object declares.',
    owner: 'agent',
    reason: 'A declaration says what the program expects of the kernel.',
    privacy: 'program',
  }),
  shape: field(z.string().max(limits.prototype), {
    description: 'Link shape the object declares for the kfunc.',
    owner: 'agent',
    reason: 'Decides whether the object links on another kernel.',
    privacy: 'program',
  }),
});

const object = z.object({
  key: field(id128, {
    description: 'Digest of the object’s function names, extern names and declarations.',
    owner: 'agent',
    reason: 'Groups the programs of one object; only valid inside the report.',
    privacy: 'program',
  }),
  known_by: field(z.enum(objectEvidence), {
    description: 'What the key was computed from.',
    owner: 'agent',
    reason: 'A key by name alone is weak.',
    privacy: 'operational',
  }),
  declares: z.array(declaration).max(limits.kfuncsPerProgram),
  kfuncs: z.array(objectKfunc).max(limits.kfuncsPerProgram),
});

/** Report v1: a full statement of what one host runs now. */
export const reportSchemaV1 = z.object({
  schema: field(z.literal('kfunc-census/report/v1'), {
    description: 'Name and version of this contract.',
    owner: 'agent',
    reason: 'A reader must know what it reads.',
    privacy: 'operational',
  }),
  host_id: field(id128, {
    description: 'HMAC-SHA-256 of the machine id under a key of the organisation, 128 bits.',
    owner: 'agent',
    reason: 'Counts hosts, not reports; meaningless outside the organisation.',
    privacy: 'host-pseudonym',
  }),
  boot_id: field(id128, {
    description: 'The same of the boot id.',
    owner: 'agent',
    reason: 'Counters are cumulative since boot.',
    privacy: 'host-pseudonym',
  }),
  seq: field(count, {
    description: 'Number of the scan since boot, from 1.',
    owner: 'agent',
    reason: 'Shows gaps.',
    privacy: 'operational',
  }),
  collected_at: field(z.iso.datetime({ precision: 3 }), {
    description: 'Time of the scan by the host’s clock, UTC, milliseconds; 1970 or later.',
    owner: 'agent',
    reason: 'Shows the skew of the host’s clock; the gateway’s time decides the day.',
    privacy: 'operational',
  }),
  uptime_s: field(count, {
    description: 'Seconds since boot at the scan (CLOCK_BOOTTIME).',
    owner: 'kernel',
    reason: 'The age of a spooled report is computed from it.',
    privacy: 'operational',
  }),
  agent: z.object({
    version: field(text, {
      description: 'Version of the agent.',
      owner: 'agent',
      reason: 'Two versions may see different things.',
      privacy: 'operational',
    }),
    config_digest: field(id128, {
      description: 'Digest of the applied configuration.',
      owner: 'agent',
      reason: 'Figures of hosts with different settings can be told apart.',
      privacy: 'operational',
    }),
    scan_interval_s: field(count.nullable(), {
      description: 'Seconds between two scans as configured; null when started by hand.',
      owner: 'agent',
      reason: 'Bounds what short-lived programs could hide.',
      privacy: 'operational',
    }),
  }),
  kernel: z.object({
    release: field(text, {
      description: '`uname -r`.',
      owner: 'kernel',
      reason: 'Use is asked per kernel.',
      privacy: 'kernel',
    }),
    arch: field(text, {
      description: '`uname -m`.',
      owner: 'kernel',
      reason: 'Use is asked per architecture.',
      privacy: 'kernel',
    }),
    distro: z.object({
      id: field(text, {
        description: 'ID of os-release(5); empty if there is none.',
        owner: 'agent',
        reason: 'Distributions ask about their own kernels.',
        privacy: 'kernel',
      }),
      version: field(text, {
        description: 'VERSION_ID of os-release(5); empty if there is none.',
        owner: 'agent',
        reason: 'Distributions ask about their own kernels.',
        privacy: 'kernel',
      }),
    }),
    catalogues: z
      .array(
        z.object({
          module: moduleName,
          id: field(id128, {
            description: 'Id of the catalogue that this BTF gives.',
            owner: 'agent',
            reason: 'Says which kfuncs the kernel offers, without repeating them.',
            privacy: 'kernel',
          }),
        }),
      )
      .max(limits.catalogues),
    installable: field(z.array(identifier).max(limits.names), {
      description: 'Modules on disk, not loaded, that are known to offer kfuncs.',
      owner: 'agent',
      reason: 'Exposure of module kfuncs has two figures.',
      privacy: 'kernel',
    }),
  }),
  coverage: z.object({
    complete: field(z.boolean(), {
      description:
        'Every program loaded at the end of the scan was read and every call site named. Refused if the rest of the report contradicts it.',
      owner: 'agent',
      reason: 'Only complete hosts are in the denominator.',
      privacy: 'operational',
    }),
    programs_loaded: field(count, {
      description: 'Programs loaded at the end of the scan.',
      owner: 'kernel',
      reason: 'Shows what part of them was read.',
      privacy: 'operational',
    }),
    programs_read: field(count, {
      description: 'Programs of these that were read; never more.',
      owner: 'agent',
      reason: 'Shows what part of them was read.',
      privacy: 'operational',
    }),
    ids_unseen: field(count, {
      description: 'Program ids that came and went between scans, cumulative since boot.',
      owner: 'agent',
      reason: 'A lower bound of what short-lived programs hide.',
      privacy: 'operational',
    }),
    losses: z
      .array(
        z.object({
          reason: field(z.enum(lossReasons), {
            description: 'Why something was not seen.',
            owner: 'agent',
            reason: 'Unknown is never written as zero.',
            privacy: 'operational',
          }),
          count: field(count, {
            description: 'How often since boot.',
            owner: 'agent',
            reason: 'Cumulative, so that a lost report loses no count.',
            privacy: 'operational',
          }),
        }),
      )
      .max(lossReasons.length),
  }),
  totals: z
    .array(
      z.object({
        type: field(identifier, {
          description: 'BPF program type.',
          owner: 'kernel',
          reason: 'Shares are asked per type.',
          privacy: 'operational',
        }),
        loaded: field(count, {
          description: 'Loaded programs of the type.',
          owner: 'agent',
          reason: 'The denominator of the share that uses kfuncs.',
          privacy: 'operational',
        }),
        with_kfuncs: field(count, {
          description: 'Programs of these with at least one kfunc call.',
          owner: 'agent',
          reason: 'The numerator of that share.',
          privacy: 'operational',
        }),
      }),
    )
    .max(limits.names),
  objects: z.array(object).max(limits.objects),
  programs: z.array(program).max(limits.programs),
});
