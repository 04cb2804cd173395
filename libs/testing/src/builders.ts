import { createHash } from 'node:crypto';
import type { DayLine, StoreLines } from '@kfunc-census/ingest';
import type {
  CatalogueLine,
  HostLine,
  ObjectMember,
  ProgramMember,
  SetLine,
  StatementLine,
  StatementVersionLine,
} from '@kfunc-census/report';
import { toStatementLine } from '@kfunc-census/report';

/** 128 bits of hex from any content: equal content, equal id, as the gateway's ids behave. */
export function idOf(...content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

/** Evidence of one kfunc in a program; a `called` of vmlinux unless told otherwise. */
export function programKfunc(
  name: string,
  rest: Partial<ProgramMember['kfuncs'][number]> = {},
): ProgramMember['kfuncs'][number] {
  return { name, module: 'vmlinux', status: 'called', guard: 'not-seen', sites: 1, ...rest };
}

/** A program of a set; program id and evidence id follow from the content unless given. */
export function programMember(rest: Partial<ProgramMember> = {}): ProgramMember {
  const content = {
    type: 'sched_cls',
    attach_target: '',
    name: 'handle_ingress',
    object: '',
    attached: 'yes',
    probe: 0,
    loader: 'tc',
    kfuncs: [programKfunc('bpf_dynptr_from_skb')],
    ...rest,
  } as const;
  return {
    program: idOf('program', content.type, content.attach_target, content.name, content.object),
    evidence: idOf(
      'evidence',
      content.kfuncs.map(({ sites: _, ...covered }) => covered),
    ),
    ...content,
  };
}

/** An object of a set; ids follow from the content unless given. */
export function objectMember(rest: Partial<ObjectMember> = {}): ObjectMember {
  const content = { known_by: 'externs', declares: [], kfuncs: [], ...rest };
  return {
    object: idOf('object', content.known_by, content.declares),
    evidence: idOf('evidence', content.kfuncs),
    ...content,
  };
}

/** A set line; its id follows from its members unless given. */
export function setLine(rest: Partial<SetLine> = {}): SetLine {
  const content = { programs: [programMember()], objects: [], ...rest };
  const programs = content.programs.map((member) => [
    member.program,
    member.evidence,
    member.attached,
    member.probe,
    member.loader,
  ]);
  const objects = content.objects.map((member) => [member.object, member.evidence]);
  return { set: idOf('set', programs, objects), ...content };
}

/** A kfunc of a catalogue: tagged, with FUNC and symbol, callable. */
export function catalogueKfunc(
  name: string,
  rest: Partial<CatalogueLine['kfuncs'][number]> = {},
): CatalogueLine['kfuncs'][number] {
  const seen = { tag: 1, func: 1, symbol: 1, callable: 1 } as const;
  const known = { known_by: 'tag', tags: [] } as const;
  return { name, prototype: 'int (void)', shape: 'i()', ...seen, ...known, ...rest };
}

/** A catalogue line; its id follows from its content unless given. */
export function catalogueLine(rest: Partial<CatalogueLine> = {}): CatalogueLine {
  const content = {
    module: 'vmlinux',
    kfuncs: [catalogueKfunc('bpf_dynptr_from_skb')],
    ...rest,
  };
  return { catalogue: idOf('catalogue', content), ...content };
}

/**
 * A host line: complete, in time, received at noon UTC of 2026-03-10; its platform id follows from
 * kernel and catalogues unless given.
 */
export function hostLine(rest: Partial<HostLine> = {}): HostLine {
  const received = rest.received_at ?? Date.UTC(2026, 2, 10, 12);
  const content = {
    org: 'org-a',
    host: idOf('host', 1),
    received_at: received,
    late: 0,
    set: setLine().set,
    boot: idOf('boot', 1),
    seq: 1,
    collected_at: received - 1000,
    agent_version: '0.1.0',
    release: '6.12.48',
    arch: 'x86_64',
    distro: 'debian',
    distro_version: '13',
    catalogues: [catalogueLine().catalogue],
    complete: 1,
    programs_loaded: 3,
    programs_read: 3,
    ids_unseen: 0,
    not_observable: [],
    losses: {},
    loaded_by_type: { sched_cls: 3 },
    with_kfuncs_by_type: { sched_cls: 1 },
    ...rest,
  } as const;
  const { release, arch, distro, distro_version, catalogues } = content;
  return {
    platform: idOf('platform', release, arch, distro, distro_version, [...catalogues].sort()),
    ...content,
  };
}

/** What one organisation states of one kfunc; the digest follows from the text. */
export function statementLine(
  rest: Partial<StatementVersionLine> & { readonly receivedAt?: number } = {},
): StatementVersionLine {
  const { org = 'org-a', receivedAt = Date.UTC(2026, 2, 10, 12), ...said } = rest;
  const document = {
    schema: 'kfunc-census/statement/v1',
    id: '7a1f2c9e-5d34-4b8a-9c1e-0f6b2d7e8a90',
    version: 1,
    kfunc: 'bpf_dynptr_from_skb',
    who: 'the authors of handle_ingress',
    how: 'once a packet',
    why: 'it reads what is not linear',
    ...said,
    contact: said.contact ?? null,
  } as const;
  return toStatementLine(document, { organisation: org, receivedAt });
}

/** What a store is given, before it is serialised. */
export interface World {
  readonly hosts: readonly HostLine[];
  readonly sets: readonly SetLine[];
  readonly catalogues: readonly CatalogueLine[];
  readonly statements?: readonly StatementLine[];
  readonly days?: readonly DayLine[];
}

/** The bytes of lines as the queue carries them. */
export function storeLines(world: Partial<World>): StoreLines {
  const encoder = new TextEncoder();
  const bytes = (lines: readonly object[] = []) =>
    lines.map((line) => encoder.encode(JSON.stringify(line)));
  return {
    hosts: bytes(world.hosts),
    sets: bytes(world.sets),
    catalogues: bytes(world.catalogues),
    statements: bytes(world.statements),
    days: bytes(world.days),
  };
}
