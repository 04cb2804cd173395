import type { Interval } from './interval.ts';
import { checkCounts } from './share.ts';
import { studentQuantile } from './student-t.ts';

/** What one organisation reported: hosts that use something, of those that could. */
export interface OrganisationHosts {
  readonly users: number;
  readonly exposed: number;
}

/** Why there is no interval for a share of hosts. */
export type NoInterval =
  /** No organisation has an exposed host. */
  | 'not-exposed'
  /** No exposed host uses it: see `zeroBound`. */
  | 'no-users'
  /** Every exposed host uses it. */
  | 'all-users'
  /** The hosts are those of fewer than ten organisations, or weigh like those of fewer than ten. */
  | 'too-few-organisations';

/** The interval of a share of hosts across organisations, or why there is none. */
export type ClusterInterval =
  | ({
      readonly kind: 'interval';
      readonly standardError: number;
      /** Organisations with exposed hosts. */
      readonly organisations: number;
    } & Interval)
  | { readonly kind: 'none'; readonly reason: NoInterval };

/** Organisations of equal size below whose number nothing is said of others. */
const enough = 10;

/**
 * Interval, 95 %, for the share of hosts that use something, across organisations: r = Σnᵢ / ΣNᵢ
 * with an organisation as a cluster, since the hosts of one are clones. Standard error s with
 * s² = M / (M − 1) · Σ(nᵢ − r·Nᵢ)² / (ΣNᵢ)², Student's t with M − 1 degrees of freedom, clipped to
 * 0 to 1. Organisations without exposed hosts are not among the M. There is one only when
 * 0 < n < N and (ΣNᵢ)² / ΣNᵢ² ≥ 10. When the share is the same in all, the interval has no width.
 *
 * W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977: v(p) of proportions in cluster sampling
 * (§3.12), which is that of the ratio estimate (chapter 6), here without finite population
 * correction. The limit is the effective number of clusters, by the effective sample size of unequal
 * weights (L. Kish, Survey Sampling, Wiley 1965). Throws `internal/unexpected` on bad counts.
 */
export function clusterInterval(organisations: readonly OrganisationHosts[]): ClusterInterval {
  for (const { users, exposed } of organisations) checkCounts(users, exposed);
  const clusters = organisations.filter(({ exposed }) => exposed > 0);
  const total = sum(clusters.map(({ exposed }) => exposed));
  const users = sum(clusters.map((cluster) => cluster.users));
  const reason = noInterval(clusters, users, total);
  if (reason !== undefined) return { kind: 'none', reason };
  const share = users / total;
  const count = clusters.length;
  const squares = sum(clusters.map((each) => (each.users - share * each.exposed) ** 2));
  const standardError = Math.sqrt((count / (count - 1)) * squares) / total;
  const half = studentQuantile(0.95, count - 1) * standardError;
  const [low, high] = [Math.max(0, share - half), Math.min(1, share + half)];
  return { kind: 'interval', low, high, standardError, organisations: count };
}

function noInterval(
  clusters: readonly OrganisationHosts[],
  users: number,
  total: number,
): NoInterval | undefined {
  if (total === 0) return 'not-exposed';
  if (users === 0) return 'no-users';
  if (users === total) return 'all-users';
  const squares = sum(clusters.map(({ exposed }) => exposed ** 2));
  return total ** 2 < enough * squares ? 'too-few-organisations' : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
