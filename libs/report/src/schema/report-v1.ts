import { z } from 'zod';
import { limits } from '../limits.ts';
import { lossReasons } from '../statuses.ts';
import { count, field, id128, identifier, moduleName, text } from './fields.ts';
import { object } from './object-v1.ts';
import { program } from './program-v1.ts';

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
    lifecycle: field(text, {
      description: 'Version of the lifecycle data that the agent knows kfuncs by.',
      owner: 'agent',
      reason: 'Names that are newer are not known on a kernel without tags.',
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
    not_observable: z
      .array(
        z.object({
          name: field(identifier, {
            description: 'Kfunc that this kernel inlines, whose calls some programs cannot show.',
            owner: 'agent',
            reason: 'Unknown is never written as zero: the host is not covered for this kfunc.',
            privacy: 'kernel',
          }),
          programs: field(count.min(1), {
            description:
              'Programs that may call it and have no line that would show it: without line info, or the object names it and no line does.',
            owner: 'agent',
            reason: 'Says how much is hidden.',
            privacy: 'operational',
          }),
        }),
      )
      .max(limits.names),
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
