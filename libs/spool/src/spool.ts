import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureDirectory } from '@kfunc-census/config';
import type { AgentState } from '@kfunc-census/scan';
import {
  dropOrphans,
  emptyOlder,
  guarded,
  isDiskFault,
  keepNewest,
  list,
  moveIfPresent,
  readIfPresent,
  syncDirectory,
  writeDurably,
} from './files.ts';
import { type LastSend, parseLastSend } from './last-send.ts';
import {
  catalogueName,
  catalogueOf,
  type Envelope,
  isIntactCatalogue,
  readEnvelope,
  reportName,
  reportNumber,
} from './spooled.ts';
import { StateFile, seal } from './state.ts';

/** A report as it lies in the spool, ready to be sent. */
export interface SpooledReport extends Envelope {
  /** File name in the spool. */
  readonly name: string;
  /** The report's bytes, gzip. */
  readonly gzip: Uint8Array;
}

/** What a scan hands over. */
export interface SpoolEntry {
  /** The report, byte for byte as `agent scan --print` shows it. */
  readonly report: Uint8Array;
  readonly catalogues: readonly { readonly id: string; readonly bytes: Uint8Array }[];
}

/** What waits to be sent. */
export interface Pending {
  /** The newest report that is intact. */
  readonly report: SpooledReport | undefined;
  /** Paths of the torn and damaged reports that this call moved to `damaged/`. */
  readonly damaged: readonly string[];
}

/** What the agent remembers. */
export interface Remembered {
  /** Undefined at the first scan, and when the file was damaged: it then lies in `damaged/`. */
  readonly state: AgentState | undefined;
  /**
   * Names of the files in `damaged/`, reports and states, that no written state has counted yet,
   * whoever moved them there.
   */
  readonly damaged: readonly string[];
}

/**
 * The reports that wait to be sent: the newest only, since a report is a full statement. Every
 * method throws `spool/unwritable` when the directory cannot be used, and `config/invalid` when it
 * cannot be made. Files are gzip, mode 0600.
 */
export interface Spool {
  /**
   * Keeps a report and its catalogues durably, in place of any older one.
   * Returns how many unsent reports were displaced, by this call or before, that no state written
   * after a `put` has counted.
   */
  put(entry: SpoolEntry): { readonly displaced: number };
  /** Looks for a report to send; moves damaged ones aside. */
  pending(): Pending;
  /** A catalogue, gzip; undefined when it is not kept here, or was damaged: it is set aside then. */
  catalogue(id: string): Uint8Array | undefined;
  /**
   * Forgets a report that was acknowledged, and older ones that a crash left behind, which count as
   * displaced. A newer one, put meanwhile, stays.
   */
  remove(report: SpooledReport): void;
  /** Moves a report to `rejected/` with a reason file beside it; returns the report's path. */
  reject(report: SpooledReport, reason: object): string;
  /** The same for a catalogue. */
  rejectCatalogue(id: string, reason: object): string;
  /** The last send that was remembered; a damaged file is set aside. */
  readLastSend(): LastSend | undefined;
  /** Remembers a send; a disk that takes nothing is no error, since nothing is lost by it. */
  writeLastSend(last: LastSend): void;
  readState(): Remembered;
  /**
   * Keeps a state; `counted` are the names in `damaged/` that it holds the loss of. After a `put`
   * it also holds the displaced reports that the call returned.
   */
  writeState(state: AgentState, counted?: readonly string[]): void;
}

/** Files kept in `rejected/` (two per document). */
const keptRejected = 16;
/**
 * Files kept in `damaged/`: those that were counted, and those that were not. Of more of the latter
 * only the names are kept, to be counted.
 */
const keptDamaged = { counted: 4, uncounted: 16 } as const;
const lastSendFile = 'last-send.json';
const countedSuffix = '.counted';
const isCounted = (name: string): boolean => name.endsWith(countedSuffix);
/** The spool's directories, made where they are missing. */
const make = (path: string): void => ensureDirectory('CENSUS_SPOOL_DIR', path);

/**
 * Opens the spool in a directory, which is made at the first write. `runtimeDirectory` is one in
 * memory, made when it is needed: there the state is kept while the disk is full or read-only, so that
 * the loss of a report that could not be kept is counted. Default: such a state is not kept.
 */
export function createSpool(directory: string, runtimeDirectory?: string): Spool {
  const files = new SpoolFiles(directory, runtimeDirectory);
  const safe =
    <A extends readonly unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R =>
      guarded(directory, () => work(...args));
  return {
    put: safe((entry: SpoolEntry) => files.put(entry)),
    pending: safe(() => files.pending()),
    catalogue: safe((id: string) => files.catalogue(id)),
    remove: safe((report: SpooledReport) => files.remove(report.name)),
    reject: safe((report: SpooledReport, reason: object) => files.reject(report.name, reason)),
    rejectCatalogue: safe((id: string, reason: object) => files.rejectCatalogue(id, reason)),
    readLastSend: safe(() => files.readLastSend()),
    writeLastSend: safe((last: LastSend) => files.writeLastSend(last)),
    readState: safe(() => files.readState()),
    writeState: safe((state: AgentState, counted: readonly string[] = []) =>
      files.writeState(state, counted),
    ),
  };
}

/** Does what a full or read-only disk may refuse; whether it was done. */
function ifDiskAllows(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (isDiskFault(error)) return false;
    throw error;
  }
}

class SpoolFiles {
  readonly #directory: string;
  readonly #catalogues: string;
  readonly #rejected: string;
  readonly #damaged: string;
  readonly #displaced: string;
  readonly #state: StateFile;
  /** Names in `displaced/` that the last `put` returned the number of. */
  #returned: readonly string[] = [];

  constructor(directory: string, runtimeDirectory: string | undefined) {
    this.#directory = directory;
    this.#catalogues = join(directory, 'catalogues');
    this.#rejected = join(directory, 'rejected');
    this.#damaged = join(directory, 'damaged');
    this.#displaced = join(directory, 'displaced');
    this.#state = new StateFile(join(directory, 'state.json'), runtimeDirectory);
  }

  put(entry: SpoolEntry): { displaced: number } {
    // The one for what is displaced too, lest a full disk refuse it after the report was kept.
    for (const directory of [this.#catalogues, this.#displaced]) make(directory);
    for (const directory of [this.#directory, this.#catalogues]) dropOrphans(directory);
    // Catalogues first: the report refers to them, and its rename is what makes the entry valid.
    for (const { id, bytes } of entry.catalogues) this.#putCatalogue(id, bytes);
    const older = this.#reports();
    const gzip = gzipSync(entry.report);
    const number = (reportNumber(older.at(-1) ?? '') ?? 0) + 1;
    writeDurably(join(this.#directory, reportName(number, gzip)), gzip);
    this.#displace(older);
    this.#dropCatalogues(new Set(entry.catalogues.map(({ id }) => id)));
    this.#returned = list(this.#displaced);
    return { displaced: this.#returned.length };
  }

  pending(): Pending {
    const damaged: string[] = [];
    for (const name of this.#reports().reverse()) {
      const gzip = readIfPresent(join(this.#directory, name));
      if (gzip === undefined) continue;
      const envelope = readEnvelope(name, gzip);
      if (envelope !== undefined) return { report: { name, gzip, ...envelope }, damaged };
      damaged.push(this.#damage(this.#directory, name));
    }
    return { report: undefined, damaged };
  }

  catalogue(id: string): Uint8Array | undefined {
    for (const name of this.#filesOf(id)) {
      const gzip = readIfPresent(join(this.#catalogues, name));
      if (gzip === undefined) continue;
      if (isIntactCatalogue(name, gzip)) return gzip;
      this.#damage(this.#catalogues, name);
    }
    return undefined;
  }

  remove(name: string): void {
    // Older ones first: a crash in between sends the newest again, not an older state after it.
    this.#displace(this.#reports().filter((other) => other < name));
    rmSync(join(this.#directory, name), { force: true });
    syncDirectory(this.#directory);
  }

  reject(name: string, reason: object): string {
    return this.#setAside(join(this.#directory, name), name, reason);
  }

  rejectCatalogue(id: string, reason: object): string {
    const [name = 'none'] = this.#filesOf(id);
    return this.#setAside(join(this.#catalogues, name), `catalogue-${id}.json.gz`, reason);
  }

  /** Moves a file to `rejected/`; the reason first, so that no file lies there without one. */
  #setAside(from: string, name: string, reason: object): string {
    make(this.#rejected);
    const path = join(this.#rejected, name);
    const text = `${JSON.stringify(reason, undefined, 2)}\n`;
    writeDurably(`${path}.reason.json`, new TextEncoder().encode(text));
    renameSync(from, path);
    syncDirectory(this.#rejected);
    syncDirectory(this.#directory);
    keepNewest(this.#rejected, keptRejected);
    return path;
  }

  readLastSend(): LastSend | undefined {
    const bytes = readIfPresent(join(this.#directory, lastSendFile));
    const last = bytes === undefined ? undefined : parseLastSend(bytes);
    if (bytes !== undefined && last === undefined)
      ifDiskAllows(() => this.#damage(this.#directory, lastSendFile));
    return last;
  }

  writeLastSend(last: LastSend): void {
    ifDiskAllows(() => writeDurably(join(this.#directory, lastSendFile), seal(last)));
  }

  readState(): Remembered {
    const { state, damaged } = this.#state.read();
    const stuck = damaged && !ifDiskAllows(() => this.#damage(this.#directory, 'state.json'));
    const names = list(this.#damaged).filter((name) => !isCounted(name));
    return { state, damaged: stuck ? [...names, 'state.json'] : names };
  }

  /** The state first: a crash in between counts a file twice, which beats not at all. */
  writeState(state: AgentState, counted: readonly string[]): void {
    if (this.#state.write(state)) this.#settle(counted);
    else ifDiskAllows(() => this.#settle(counted));
  }

  /** Forgets the names of what a state that was kept has counted. */
  #settle(counted: readonly string[]): void {
    for (const name of this.#returned) rmSync(join(this.#displaced, name), { force: true });
    this.#returned = [];
    const present = list(this.#damaged).filter((name) => counted.includes(name));
    if (present.length === 0) return;
    for (const name of present)
      renameSync(join(this.#damaged, name), join(this.#damaged, name + countedSuffix));
    keepNewest(this.#damaged, keptDamaged.counted, isCounted);
    syncDirectory(this.#damaged);
  }

  #putCatalogue(id: string, bytes: Uint8Array): void {
    if (this.catalogue(id) !== undefined) return;
    const gzip = gzipSync(bytes);
    writeDurably(join(this.#catalogues, catalogueName(id, gzip)), gzip);
  }

  #dropCatalogues(keep: ReadonlySet<string>): void {
    for (const name of list(this.#catalogues))
      if (!keep.has(catalogueOf(name) ?? '')) rmSync(join(this.#catalogues, name), { force: true });
  }

  #filesOf(id: string): string[] {
    return list(this.#catalogues).filter((name) => catalogueOf(name) === id);
  }

  /** Names of report files, oldest first. */
  #reports(): string[] {
    return list(this.#directory).filter((name) => reportNumber(name) !== undefined);
  }

  /** Keeps the names of reports until a state has counted them: a crash must not hide a loss. */
  #displace(names: readonly string[]): void {
    if (names.length === 0) return;
    make(this.#displaced);
    for (const name of names)
      moveIfPresent(join(this.#directory, name), join(this.#displaced, name));
    emptyOlder(this.#displaced, 0);
    syncDirectory(this.#displaced);
    syncDirectory(this.#directory);
  }

  #damage(from: string, name: string): string {
    make(this.#damaged);
    const path = join(this.#damaged, name);
    renameSync(join(from, name), path);
    syncDirectory(this.#damaged);
    syncDirectory(from);
    emptyOlder(this.#damaged, keptDamaged.uncounted, (present) => !isCounted(present));
    return path;
  }
}
