import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureDirectory } from '@kfunc-census/config';
import type { AgentState } from '@kfunc-census/scan';
import { isDiskFault, readIfPresent, writeDurably } from './files.ts';

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** The agent's state out of its file; undefined when the file is damaged. */
export function parseState(bytes: Uint8Array): AgentState | undefined {
  return unseal(bytes, isState);
}

/** What `seal` made these bytes of; undefined when they are damaged, or of another kind. */
export function unseal<T>(bytes: Uint8Array, is: (value: unknown) => value is T): T | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const { state } = JSON.parse(text) as { readonly state: unknown };
    // Byte for byte as it was written: a changed digit would be a count that nobody counted.
    return is(state) && sealedText(state) === text ? state : undefined;
  } catch {
    // Not JSON, not an object, not UTF-8: the caller sets the file aside.
    return undefined;
  }
}

function isState(value: unknown): value is AgentState {
  if (typeof value !== 'object' || value === null) return false;
  const state = value as Readonly<Record<string, unknown>>;
  const { losses } = state;
  return (
    typeof state.bootId === 'string' &&
    isCount(state.seq) &&
    isCount(state.lastProgramId) &&
    isCount(state.idsUnseen) &&
    typeof losses === 'object' &&
    losses !== null &&
    Object.values(losses).every(isCount)
  );
}

/** The bytes of a file that holds a value of JSON and its digest. */
export function seal(state: unknown): Uint8Array {
  return new TextEncoder().encode(sealedText(state));
}

function sealedText(state: unknown): string {
  const sha256 = createHash('sha256').update(JSON.stringify(state)).digest('hex');
  return `${JSON.stringify({ state, sha256 }, undefined, 2)}\n`;
}

/**
 * The state, in a file on disk; while the disk is full or read-only, in a directory in memory. What
 * is counted is counted since boot, and such a directory lives as long.
 */
export class StateFile {
  readonly #path: string;
  readonly #inMemory: string | undefined;

  /** `runtimeDirectory`: one in memory, such as below /run; undefined: there is none. */
  constructor(path: string, runtimeDirectory: string | undefined) {
    this.#path = path;
    const spool = createHash('sha256').update(path).digest('hex').slice(0, 16);
    this.#inMemory =
      runtimeDirectory === undefined ? undefined : join(runtimeDirectory, `state-${spool}.json`);
  }

  /** The newest state, and whether the file on disk is damaged. */
  read(): { readonly state: AgentState | undefined; readonly damaged: boolean } {
    const bytes = readIfPresent(this.#path);
    const onDisk = bytes === undefined ? undefined : parseState(bytes);
    return { state: newer(this.#readMemory(), onDisk), damaged: bytes !== undefined && !onDisk };
  }

  /** Keeps a state; whether the disk took it. Throws when nothing did. */
  write(state: AgentState): boolean {
    const bytes = seal(state);
    try {
      ensureDirectory('CENSUS_SPOOL_DIR', dirname(this.#path));
      writeDurably(this.#path, bytes);
    } catch (error) {
      if (this.#inMemory === undefined || !isDiskFault(error)) throw error;
      ensureDirectory('CENSUS_RUNTIME_DIR', dirname(this.#inMemory));
      writeDurably(this.#inMemory, bytes);
      return false;
    }
    if (this.#inMemory !== undefined) rmSync(this.#inMemory, { force: true });
    return true;
  }

  #readMemory(): AgentState | undefined {
    const bytes = this.#inMemory === undefined ? undefined : readIfPresent(this.#inMemory);
    return bytes === undefined ? undefined : parseState(bytes);
  }
}

/** The state in memory is of this boot, and is gone once the disk has taken a newer one. */
function newer(
  inMemory: AgentState | undefined,
  onDisk: AgentState | undefined,
): AgentState | undefined {
  if (inMemory === undefined || onDisk === undefined) return inMemory ?? onDisk;
  return inMemory.bootId === onDisk.bootId && inMemory.seq < onDisk.seq ? onDisk : inMemory;
}
