import { createHash } from 'node:crypto';

/** What is remembered of the last send. */
export interface LastSend {
  /** Hashed id of the boot in which it was. */
  readonly bootId: string;
  /** CLOCK_BOOTTIME of its end, seconds. */
  readonly uptimeSeconds: number;
  /** Whether the gateway answered for good: it took the report, or refused it. */
  readonly answered: boolean;
  /** Seconds that the gateway asked to wait; 0: it asked for none. */
  readonly retryAfterSeconds: number;
}

/** The moment at which a send is due. */
export interface Due {
  readonly hostId: string;
  readonly bootId: string;
  /** CLOCK_BOOTTIME, seconds. */
  readonly uptimeSeconds: number;
  /** Seconds between sends. */
  readonly intervalSeconds: number;
  /** Undefined before the first one. */
  readonly last: LastSend | undefined;
  /** Evenly distributed in [0, 1). */
  readonly random: () => number;
}

/** The splay is this part of the interval, and no longer than this, seconds: a oneshot is to end. */
const splay = { part: 0.1, limit: 300 } as const;

/** Delay of a host after its timer, seconds in [0, limit): the same at every send. */
export function splaySeconds(hostId: string, intervalSeconds: number): number {
  const hash = createHash('sha256').update(`splay ${hostId}`).digest().readUInt32BE(0);
  return (hash / 2 ** 32) * Math.min(splay.limit, splay.part * intervalSeconds);
}

/**
 * Whether the last send was not as usual: it was not answered, there was a restart since, or more than
 * two intervals have passed. Where many hosts have this in common, they would come back as one wave.
 */
export function isAfterOutage({ last, bootId, uptimeSeconds, intervalSeconds }: Due): boolean {
  if (last === undefined) return false;
  if (!last.answered || last.bootId !== bootId) return true;
  return uptimeSeconds - last.uptimeSeconds > 2 * intervalSeconds;
}

/**
 * Seconds until a host is to send: its splay; after an outage any time of the interval, on each host
 * another; never before the time that the gateway asked for. Undefined: that is beyond the interval,
 * a later run's affair.
 */
export function secondsUntilSend(due: Due): number | undefined {
  const { intervalSeconds } = due;
  const asked = askedSeconds(due);
  if (asked >= intervalSeconds) return undefined;
  if (isAfterOutage(due)) return asked + due.random() * (intervalSeconds - asked);
  return Math.max(asked, splaySeconds(due.hostId, intervalSeconds));
}

/** What is left of a Retry-After. Another boot's clock says nothing of it: all of it is left. */
function askedSeconds({ last, bootId, uptimeSeconds }: Due): number {
  if (last === undefined) return 0;
  const passed = last.bootId === bootId ? Math.max(0, uptimeSeconds - last.uptimeSeconds) : 0;
  return Math.max(0, last.retryAfterSeconds - passed);
}
