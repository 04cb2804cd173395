import type { Build } from './builds.ts';
import type { FleetKernel } from './kernels.ts';

/** An image at one time: what its hosts run until the next stage. */
export interface Stage {
  /** Day of the fleet, from 0, on which the first host takes it. */
  readonly from: number;
  /** Days over which the hosts take it, each on a day of its own; 0 or 1: all on one day. */
  readonly over: number;
  readonly kernel: FleetKernel;
  readonly builds: readonly Build[];
}

/** What goes wrong on hosts: each a probability, default 0. */
export interface Faults {
  /** Of a host: its agent may not read everything, from some day on. */
  readonly blind?: number;
  /** Of a host: reports nothing over some days, or to the end. */
  readonly silent?: number;
  /** Of a report: comes too late to be a state of its day. */
  readonly late?: number;
  /** Of a host: a second machine has its machine id, and reports with a boot of its own. */
  readonly twin?: number;
  /** Of a host and day: reports twice. */
  readonly twice?: number;
  /** Of a host: loses something that leaves it complete (a displaced report), counted since boot. */
  readonly lossy?: number;
}

/** Hosts of one image in one organisation. */
export interface HostGroup {
  readonly organisation: string;
  readonly hosts: number;
  /** Oldest first; the first is that of day 0. */
  readonly stages: readonly Stage[];
  readonly faults: Faults;
}

/** A fleet as it was meant: all that happens follows from this and from nothing else. */
export interface FleetPlan {
  /** Decides what is left to chance; also tells ids of fleets apart. */
  readonly seed: string;
  /** First UTC day, `YYYY-MM-DD`. */
  readonly start: string;
  readonly days: number;
  readonly groups: readonly HostGroup[];
}
