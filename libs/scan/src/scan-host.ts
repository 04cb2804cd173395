import { type ErrorCode, isCensusError } from '@kfunc-census/errors';
import {
  type LossReason,
  limits,
  lossReasons,
  type Report,
  type ReportProgram,
} from '@kfunc-census/report';
import { capPrograms } from './cap.ts';
import { buildCatalogues, type NamedCatalogue } from './catalogues.ts';
import { type EvidenceContext, judgeHost } from './evidence.ts';
import { fitReport } from './fit.ts';
import { type LinkSearch, searchPlaces } from './holder-ports.ts';
import { Holders } from './holders.ts';
import { readKernel } from './kernel-index.ts';
import { type LossCounts, Losses } from './losses.ts';
import { ObjectContents } from './object-content.ts';
import { externNames, groupObjects, reportObject } from './objects.ts';
import { notObservable } from './observability.ts';
import type {
  AgentState,
  Clock,
  HostFacts,
  KernelReader,
  ScanResult,
  ScanSettings,
} from './ports.ts';
import { attachTypes, judgePrograms, type ProgramsJudged, reportPrograms } from './programs.ts';
import { pseudonym } from './pseudonym.ts';
import { type ProgramsRead, readPrograms } from './read-programs.ts';
import { runsById } from './sample.ts';
import { nextState, stateOfBoot } from './state.ts';
import { requireKfuncs } from './support.ts';
import { readSymbols } from './symbol-table.ts';

/** What is known when holders are not searched for. */
const noSearch = { holds: [], processes: [], unsearched: searchPlaces, cut: 0, denied: 0 };
const noLinks: LinkSearch = { links: [], denied: 0 };
/** With what a search ends that this kernel, or a security module, does not allow. */
const refusals: readonly ErrorCode[] = ['agent/capability-missing', 'agent/kernel-unreadable'];

/**
 * Scans the host once: programs first, then the kernel's BTFs and symbols for what the programs
 * name, so that little has to be kept at a time. `previous` is the state of the last scan; one of
 * another boot is ignored. Only programs and objects with kfunc evidence are in the report. Where
 * programs may not be enumerated, the report says so as a loss, and holds what may be read.
 * Throws `agent/not-supported`, `agent/kernel-unreadable`, and `btf/…` for vmlinux.
 */
export function scanHost(
  reader: KernelReader,
  clock: Clock,
  settings: ScanSettings,
  previous?: AgentState,
): ScanResult {
  const host = reader.host();
  const before = stateOfBoot(host.bootId, previous);
  const losses = new Losses();
  losses.add('spool_damaged', settings.spoolDamaged ?? 0);
  const contents = new ObjectContents();
  const read = readPrograms(reader, host.littleEndian, contents, losses);
  const context = prepare(reader, read, host, contents, losses);
  const judged = judgePrograms(read.programs, contents, context);
  const labels = {
    ...searchHolders(reader, read, judged, settings, losses),
    uptimeSeconds: host.uptimeSeconds,
    lastProgramId: before.lastProgramId,
  };
  const programs = capPrograms(reportPrograms(judged.programs, labels, context), losses);
  const catalogues = buildCatalogues(context.kernel, programs, losses);
  const content = reportContent(programs, judged.totals, catalogues, context);
  // Last of all that may add a loss: what follows says which there are.
  const hidden = notObservable(read.programs, context);
  const state = nextState(before, read, losses);
  const report: Report = {
    ...identify(host, clock, settings, state),
    kernel: { ...describeKernel(host), ...content.kernel },
    coverage: {
      complete: losses.complete,
      programs_loaded: read.loaded,
      programs_read: read.programs.length,
      ids_unseen: state.idsUnseen,
      not_observable: hidden,
      losses: listLosses(state.losses),
    },
    totals: content.totals,
    objects: content.objects,
    programs: content.programs,
  };
  return { report, catalogues, state, denied: read.denied };
}

/** Reads what the programs need to be judged. */
function prepare(
  reader: KernelReader,
  { programs }: ProgramsRead,
  host: HostFacts,
  contents: ObjectContents,
  losses: Losses,
): EvidenceContext {
  const functions = externNames(contents.all());
  const kernel = readKernel(reader, { functions, types: attachTypes(programs) }, losses);
  requireKfuncs(reader, kernel.vmlinux);
  const symbols = readSymbols(reader, kernel, programs);
  kernel.markSymbols((name, module) => symbols.has(name, module));
  const groups = groupObjects(contents, kernel, losses);
  const judged = judgeHost(kernel, symbols, programs, groups, host);
  return { kernel, symbols, groups, losses, hiddenReason: reader.hiddenReason(), ...judged };
}

/**
 * Who holds the programs with evidence, and how often they run. Links are read last of all; they
 * cannot be enumerated where programs cannot.
 */
function searchHolders(
  reader: KernelReader,
  { denied }: ProgramsRead,
  { programs }: ProgramsJudged,
  { ownerSearchMs = 0, runSampleSeconds = 0 }: ScanSettings,
  losses: Losses,
) {
  const wanted = new Map(programs.map(({ program }) => [program.id, program.type]));
  const sampled = runSampleSeconds > 0 && wanted.size > 0;
  const runs = sampled ? reader.sampleRuns([...wanted.keys()], runSampleSeconds) : undefined;
  const request = { programs: wanted, budgetMs: ownerSearchMs };
  const search =
    ownerSearchMs === 0 ? noSearch : unlessRefused(noSearch, () => reader.holders(request));
  const links = denied === undefined ? unlessRefused(noLinks, () => reader.links()) : noLinks;
  losses.add('owner_search_cut', search.cut);
  losses.add('owner_search_denied', search.denied + links.denied);
  return {
    runs: runsById(runs, runSampleSeconds),
    holders: new Holders(search, links),
  };
}

/** What a search finds; where it is refused, `nothing` and one denial: the programs were read. */
function unlessRefused<T extends object>(nothing: T, search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (!isCensusError(error) || !refusals.includes(error.code)) throw error;
    return { ...nothing, denied: 1 };
  }
}

function reportContent(
  programs: readonly ReportProgram[],
  totals: ProgramsJudged['totals'],
  catalogues: readonly NamedCatalogue[],
  context: EvidenceContext,
) {
  const groups = new Set(context.groups.values());
  const objects = [...groups].map((group) => reportObject(group, context.kernel, context.losses));
  const { losses } = context;
  losses.add('truncated', Math.max(0, totals.length - limits.names));
  return {
    ...fitReport(programs, objects, losses),
    totals: totals.slice(0, limits.names),
    kernel: {
      catalogues: catalogues.map(({ id, catalogue }) => ({ module: catalogue.module, id })),
      installable: [],
    },
  };
}

function identify(host: HostFacts, clock: Clock, settings: ScanSettings, state: AgentState) {
  return {
    schema: 'kfunc-census/report/v1' as const,
    host_id: pseudonym(settings.hostKey, host.machineId),
    boot_id: pseudonym(settings.hostKey, host.bootId),
    seq: state.seq,
    collected_at: new Date(clock.now()).toISOString(),
    uptime_s: Math.trunc(host.uptimeSeconds),
    agent: {
      version: settings.agentVersion,
      config_digest: settings.configDigest,
      lifecycle: settings.lifecycleVersion,
      scan_interval_s: settings.scanIntervalSeconds,
    },
  };
}

function describeKernel(host: HostFacts) {
  const text = (value: string) => value.slice(0, limits.text);
  return {
    release: text(host.release),
    arch: text(host.arch),
    distro: { id: text(host.distro.id), version: text(host.distro.version) },
  };
}

function listLosses(losses: LossCounts): { reason: LossReason; count: number }[] {
  return lossReasons
    .map((reason) => ({ reason, count: losses[reason] ?? 0 }))
    .filter(({ count }) => count > 0);
}
