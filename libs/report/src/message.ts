import { catalogueId, evidenceId, objectId, platformId, programId, setId } from './ids.ts';
import { limits } from './limits.ts';
import type { CatalogueLine, HostLine, ObjectMember, ProgramMember, SetLine } from './lines.ts';
import type { Catalogue, Report, ReportObject, ReportProgram } from './types.ts';

/** What the gateway knows of a report besides its content. */
export interface Receipt {
  /** Organisation of the credential. */
  readonly organisation: string;
  /** Gateway time, Unix milliseconds. */
  readonly receivedAt: number;
  /** Seconds the report waited on its host, by the host's boot-time clock. */
  readonly ageSeconds: number;
}

/** The two lines of a report message. */
export interface MessageLines {
  readonly host: HostLine;
  readonly set: SetLine;
}

const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);

function objectMember(object: ReportObject): ObjectMember {
  return {
    object: objectId(object),
    evidence: evidenceId(object.kfuncs),
    known_by: object.known_by,
    declares: object.declares.map(({ name, shape }) => ({ name, shape })),
    kfuncs: object.kfuncs.map(({ name, module, status, missing }) => ({
      name,
      module: module ?? '',
      status,
      missing: missing ?? '',
    })),
  };
}

/**
 * A loader as one text, the same on every host that runs it: `exe`, the package and its version, the
 * unit and the kind of container, as far as they are known, with `; ` between them.
 */
export function loaderText(loader: ReportProgram['loader']): string {
  if (loader === null) return '';
  const { exe, package: name, package_version: version, unit, container } = loader;
  const owner = name === null ? null : [name, version].filter(Boolean).join(' ');
  return [exe, owner, unit, container].filter(Boolean).join('; ');
}

function programMember(program: ReportProgram, object: string): ProgramMember {
  return {
    program: programId(program, object),
    evidence: evidenceId(program.kfuncs),
    type: program.type,
    attach_target: program.attach_target ?? '',
    name: program.name,
    object,
    attached: program.attached,
    probe: bit(program.probe),
    loader: loaderText(program.loader),
    kfuncs: program.kfuncs.map(({ name, module, status, guard, sites }) => ({
      name: name ?? '',
      module: module ?? '',
      status,
      guard,
      sites,
    })),
  };
}

function setLine(report: Report): SetLine {
  const objects = report.objects.map(objectMember);
  const idByKey = new Map(report.objects.map(({ key }, index) => [key, objects[index]?.object]));
  const programs = report.programs.map((program) =>
    programMember(program, idByKey.get(program.object ?? '') ?? ''),
  );
  return { set: setId({ programs, objects }), programs, objects };
}

function hostLine(report: Report, receipt: Receipt, set: string): HostLine {
  const { kernel, coverage, totals } = report;
  return {
    org: receipt.organisation,
    host: report.host_id,
    received_at: receipt.receivedAt,
    late: bit(receipt.ageSeconds > limits.lateAfterSeconds),
    platform: platformId(kernel),
    set,
    boot: report.boot_id,
    seq: report.seq,
    collected_at: Date.parse(report.collected_at),
    agent_version: report.agent.version,
    release: kernel.release,
    arch: kernel.arch,
    distro: kernel.distro.id,
    distro_version: kernel.distro.version,
    catalogues: kernel.catalogues.map(({ id }) => id),
    complete: bit(coverage.complete),
    programs_loaded: coverage.programs_loaded,
    programs_read: coverage.programs_read,
    ids_unseen: coverage.ids_unseen,
    not_observable: coverage.not_observable.map(({ name }) => name),
    losses: Object.fromEntries(coverage.losses.map(({ reason, count }) => [reason, count])),
    loaded_by_type: Object.fromEntries(totals.map(({ type, loaded }) => [type, loaded])),
    with_kfuncs_by_type: Object.fromEntries(
      totals.map(({ type, with_kfuncs }) => [type, with_kfuncs]),
    ),
  };
}

/** The lines of a validated report, with every id computed from its content. */
export function toMessageLines(report: Report, receipt: Receipt): MessageLines {
  const set = setLine(report);
  return { host: hostLine(report, receipt, set.set), set };
}

/** The line of a validated catalogue, with its id computed from its content. */
export function toCatalogueLine(catalogue: Catalogue): CatalogueLine {
  return {
    catalogue: catalogueId(catalogue),
    module: catalogue.module,
    kfuncs: catalogue.kfuncs.map(({ name, prototype, shape, seen, known_by, tags, callable }) => ({
      name,
      prototype,
      shape,
      tag: bit(seen.tag),
      func: bit(seen.func),
      symbol: bit(seen.symbol),
      known_by,
      tags: [...tags].sort(),
      callable: bit(callable),
    })),
  };
}
