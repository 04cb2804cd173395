import { unseal } from './state.ts';

/** What is remembered of the last send. */
export interface LastSend {
  /** Hashed id of the boot in which it was. */
  readonly bootId: string;
  /** CLOCK_BOOTTIME of its end, seconds. */
  readonly uptimeSeconds: number;
  /** Whether the gateway answered for good. */
  readonly answered: boolean;
  /** Seconds that the gateway asked to wait; 0: it asked for none. */
  readonly retryAfterSeconds: number;
}

/** The last send out of its file; undefined when the file is damaged. */
export function parseLastSend(bytes: Uint8Array): LastSend | undefined {
  return unseal(bytes, isLastSend);
}

function isLastSend(value: unknown): value is LastSend {
  if (typeof value !== 'object' || value === null) return false;
  const last = value as Readonly<Record<string, unknown>>;
  return (
    typeof last.bootId === 'string' &&
    typeof last.answered === 'boolean' &&
    [last.uptimeSeconds, last.retryAfterSeconds].every(Number.isFinite)
  );
}
