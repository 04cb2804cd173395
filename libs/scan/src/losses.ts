import { isCensusError } from '@kfunc-census/errors';
import { type LossReason, lossReasons } from '@kfunc-census/report';

/** Counts by loss reason. */
export type LossCounts = Readonly<Partial<Record<LossReason, number>>>;

/**
 * Losses that leave the statement "every program was read and every call site named" true: names
 * that only the object-level evidence lacks, who holds a program, and reports lost after the scan.
 */
const harmless: ReadonlySet<LossReason> = new Set([
  'unnamed_externs',
  'owner_search_cut',
  'owner_search_denied',
  'displaced',
  'spool_write',
  'spool_damaged',
]);

/** The loss that an error in decoding BTF is; undefined for any other error. */
export function btfLoss(error: unknown): LossReason | undefined {
  if (isCensusError(error, 'btf/malformed')) return 'btf_malformed';
  return isCensusError(error, 'btf/unknown-kind') ? 'btf_unknown_kind' : undefined;
}

/** What one scan could not see. */
export class Losses {
  readonly #counts = new Map<LossReason, number>();

  add(reason: LossReason, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  /** Whether nothing was lost that a use of a kfunc could hide in. */
  get complete(): boolean {
    return [...this.#counts.keys()].every((reason) => harmless.has(reason));
  }

  /** These losses on top of earlier ones. */
  addedTo(earlier: LossCounts): LossCounts {
    const sums = lossReasons.map(
      (reason) => [reason, (earlier[reason] ?? 0) + (this.#counts.get(reason) ?? 0)] as const,
    );
    return Object.fromEntries(sums.filter(([, count]) => count > 0));
  }
}
