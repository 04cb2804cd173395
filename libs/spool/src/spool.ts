import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AgentState } from '@kfunc-census/scan';
import {
  dropOrphans,
  ensureDirectory,
  guarded,
  keepNewest,
  list,
  readIfPresent,
  syncDirectory,
  writeDurably,
} from './files.ts';
import { type Envelope, isId, readEnvelope, reportName, reportNumber } from './spooled.ts';
import { formatState, parseState } from './state.ts';

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

/**
 * The reports that wait to be sent: the newest only, since a report is a full statement. Every
 * method throws `spool/unwritable` when the directory cannot be used. Files are gzip, mode 0600.
 */
export interface Spool {
  /**
   * Keeps a report and its catalogues durably, in place of any older one.
   * Returns how many unsent reports it displaced.
   */
  put(entry: SpoolEntry): { readonly displaced: number };
  /** The newest report that is intact; torn and damaged files are moved to `damaged/`. */
  pending(): SpooledReport | undefined;
  /** A catalogue, gzip; undefined when it is not kept here. */
  catalogue(id: string): Uint8Array | undefined;
  /** Forgets a report that was acknowledged. A newer one, put meanwhile, stays. */
  remove(report: SpooledReport): void;
  /** Moves a report to `rejected/` with a reason file beside it; returns the report's path. */
  reject(report: SpooledReport, reason: object): string;
  /** The same for a catalogue. */
  rejectCatalogue(id: string, reason: object): string;
  /** What the agent remembers; undefined at the first scan and when the file was damaged. */
  readState(): AgentState | undefined;
  writeState(state: AgentState): void;
}

/** Files kept in `rejected/` (two per document) and in `damaged/`. */
const keptRejected = 16;
const keptDamaged = 4;

/** Opens the spool in a directory, which is made at the first write. */
export function createSpool(directory: string): Spool {
  const files = new SpoolFiles(directory);
  const safe =
    <A extends readonly unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R =>
      guarded(directory, () => work(...args));
  return {
    put: safe((entry: SpoolEntry) => files.put(entry)),
    pending: safe(() => files.pending()),
    catalogue: safe((id: string) => readIfPresent(files.cataloguePath(id))),
    remove: safe((report: SpooledReport) => files.remove(report.name)),
    reject: safe((report: SpooledReport, reason: object) =>
      files.setAside(join(directory, report.name), report.name, reason),
    ),
    rejectCatalogue: safe((id: string, reason: object) =>
      files.setAside(files.cataloguePath(id), `catalogue-${id}.json.gz`, reason),
    ),
    readState: safe(() => files.readState()),
    writeState: safe((state: AgentState) => files.writeState(state)),
  };
}

class SpoolFiles {
  readonly #directory: string;
  readonly #catalogues: string;
  readonly #rejected: string;
  readonly #damaged: string;
  readonly #state: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#catalogues = join(directory, 'catalogues');
    this.#rejected = join(directory, 'rejected');
    this.#damaged = join(directory, 'damaged');
    this.#state = join(directory, 'state.json');
  }

  put(entry: SpoolEntry): { displaced: number } {
    ensureDirectory(this.#catalogues);
    for (const directory of [this.#directory, this.#catalogues]) dropOrphans(directory);
    // Catalogues first: the report refers to them, and its rename is what makes the entry valid.
    for (const { id, bytes } of entry.catalogues) this.#putCatalogue(id, bytes);
    const older = this.#reports();
    const gzip = gzipSync(entry.report);
    const number = (reportNumber(older.at(-1) ?? '') ?? 0) + 1;
    writeDurably(join(this.#directory, reportName(number, gzip)), gzip);
    for (const name of older) this.remove(name);
    this.#dropCatalogues(new Set(entry.catalogues.map(({ id }) => `${id}.json.gz`)));
    return { displaced: older.length };
  }

  pending(): SpooledReport | undefined {
    for (const name of this.#reports().reverse()) {
      const gzip = readIfPresent(join(this.#directory, name));
      if (gzip === undefined) continue;
      const envelope = readEnvelope(name, gzip);
      if (envelope !== undefined) return { name, gzip, ...envelope };
      this.#damage(name);
    }
    return undefined;
  }

  cataloguePath(id: string): string {
    return join(this.#catalogues, `${isId(id) ? id : 'invalid'}.json.gz`);
  }

  remove(name: string): void {
    rmSync(join(this.#directory, name), { force: true });
    syncDirectory(this.#directory);
  }

  /** Moves a file to `rejected/`; the reason first, so that no file lies there without one. */
  setAside(from: string, name: string, reason: object): string {
    ensureDirectory(this.#rejected);
    const path = join(this.#rejected, name);
    const text = `${JSON.stringify(reason, undefined, 2)}\n`;
    writeDurably(`${path}.reason.json`, new TextEncoder().encode(text));
    renameSync(from, path);
    syncDirectory(this.#rejected);
    syncDirectory(this.#directory);
    keepNewest(this.#rejected, keptRejected);
    return path;
  }

  readState(): AgentState | undefined {
    const bytes = readIfPresent(this.#state);
    if (bytes === undefined) return undefined;
    const state = parseState(bytes);
    if (state === undefined) this.#damage('state.json');
    return state;
  }

  writeState(state: AgentState): void {
    ensureDirectory(this.#directory);
    writeDurably(this.#state, formatState(state));
  }

  #putCatalogue(id: string, bytes: Uint8Array): void {
    const path = this.cataloguePath(id);
    if (!existsSync(path)) writeDurably(path, gzipSync(bytes));
  }

  #dropCatalogues(keep: ReadonlySet<string>): void {
    for (const name of list(this.#catalogues))
      if (!keep.has(name)) rmSync(join(this.#catalogues, name), { force: true });
  }

  /** Names of report files, oldest first. */
  #reports(): string[] {
    return list(this.#directory).filter((name) => reportNumber(name) !== undefined);
  }

  #damage(name: string): void {
    ensureDirectory(this.#damaged);
    renameSync(join(this.#directory, name), join(this.#damaged, name));
    keepNewest(this.#damaged, keptDamaged);
  }
}
