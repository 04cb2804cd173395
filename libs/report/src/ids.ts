/**
 * Ids of the contract, each computed from content alone: no counts, sites, pids, times. The gateway
 * computes them all; ids that stand in a body are not believed. Every content starts with the name
 * of its kind, so that no id of one kind can be one of another. Lists are sorted first, since their
 * order says nothing. A change of what an id covers is a new kind (`…/v2`), never an edit here.
 */

import { contentId } from './canonical.ts';
import type { ProgramMember } from './lines.ts';
import type { Catalogue, Report, ReportObject, ReportProgram } from './types.ts';

type Item = string | readonly (string | boolean | number | readonly string[])[];

/**
 * Lists of a content have no order: sorted by their JSON text (by UTF-16 code units, as RFC 8785
 * sorts names), equal items once. Of these items JSON.stringify gives the canonical text already.
 */
function unordered(items: readonly Item[]): readonly Item[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/**
 * Id of a catalogue, over all fields of catalogue v1. Agent and gateway compute the same; fields that are not
 * of v1 do not count.
 */
export function catalogueId(catalogue: Catalogue): string {
  const kfuncs = catalogue.kfuncs.map(
    ({ name, prototype, shape, seen, known_by, tags, callable }) => [
      name,
      prototype,
      shape,
      seen.tag,
      seen.func,
      seen.symbol,
      known_by,
      [...tags].sort(),
      callable,
    ],
  );
  return contentId({ kind: 'catalogue/v2', module: catalogue.module, kfuncs: unordered(kfuncs) });
}

/**
 * Id of an object. Covers its key as the agent computed it and the declarations, so that a forged
 * key does not make an object of other declarations the same one.
 */
export function objectId(object: Pick<ReportObject, 'key' | 'known_by' | 'declares'>): string {
  return contentId({
    kind: 'object/v1',
    key: object.key,
    known_by: object.known_by,
    declares: unordered(object.declares.map(({ name, shape }) => [name, shape])),
  });
}

/**
 * Id of a program: what does not depend on the kernel it runs on. `object` is the id of its object,
 * not the key that the report uses for it; '' when it has none.
 */
export function programId(
  program: Pick<ReportProgram, 'type' | 'attach_target' | 'name'>,
  object: string,
): string {
  return contentId({
    kind: 'program/v1',
    type: program.type,
    attach_target: program.attach_target ?? '',
    name: program.name,
    object,
  });
}

/** One kfunc as evidence of a program, or of an object (which has `missing` in place of `guard`). */
export type EvidenceKfunc = {
  readonly name: string | null;
  readonly module: string | null;
  readonly status: string;
} & ({ readonly guard: string } | { readonly missing: string | null });

/** Id of what one kernel made of a program or an object: kfunc, module, status and guard. */
export function evidenceId(kfuncs: readonly EvidenceKfunc[]): string {
  const content = kfuncs.map((kfunc) => [
    kfunc.name ?? '',
    kfunc.module ?? '',
    kfunc.status,
    'guard' in kfunc ? kfunc.guard : (kfunc.missing ?? ''),
  ]);
  return contentId({ kind: 'evidence/v1', kfuncs: unordered(content) });
}

/** Members of a set, as far as its id covers them. */
export interface SetContent {
  readonly programs: readonly Pick<
    ProgramMember,
    'program' | 'evidence' | 'attached' | 'probe' | 'loader'
  >[];
  readonly objects: readonly { readonly object: string; readonly evidence: string }[];
}

/** Id of a set: all programs and objects of a host, with their evidence. Hosts of one image share it. */
export function setId(set: SetContent): string {
  return contentId({
    kind: 'set/v1',
    programs: unordered(
      set.programs.map((member) => [
        member.program,
        member.evidence,
        member.attached,
        member.probe,
        member.loader,
      ]),
    ),
    objects: unordered(set.objects.map((member) => [member.object, member.evidence])),
  });
}

/** Id of a platform: release, architecture, distribution and the catalogues of the running kernel. */
export function platformId(kernel: Omit<Report['kernel'], 'installable'>): string {
  return contentId({
    kind: 'platform/v1',
    release: kernel.release,
    arch: kernel.arch,
    distro: kernel.distro.id,
    distro_version: kernel.distro.version,
    catalogues: unordered(kernel.catalogues.map(({ id }) => id)),
  });
}
