import {
  apiKeys,
  type CommittedOffsets,
  type KafkaRequest,
  memberOf,
  readCommit,
} from '@kfunc-census/testing';

/** A sign of life of a member, with what the broker said of it. */
export interface Sign {
  readonly member: string;
  readonly apiKey: number;
  /** 0 none, 22 illegal generation, 25 unknown member, 27 rebalancing. */
  readonly error: number;
}

/** What a group's broker answered, in its order. */
export interface GroupLog {
  readonly signs: Sign[];
  readonly commits: CommittedOffsets[];
}

const accepted = ({ errors }: CommittedOffsets): boolean =>
  [...errors.values()].some((error) => error === 0);

/** The error of a Heartbeat or SyncGroup: behind the correlation id, and from version 1 on a throttle time. */
function errorOf({ apiVersion }: KafkaRequest, answer: Buffer): number {
  return answer.readInt16BE(apiVersion === 0 ? 4 : 8);
}

/** Notes an answer, if it is to a member's sign of life. */
export function note(log: GroupLog, request: KafkaRequest, answer: Buffer): void {
  const member = memberOf(request);
  if (member === undefined) return;
  const { apiKey } = request;
  if (apiKey !== apiKeys.offsetCommit) {
    log.signs.push({ member, apiKey, error: errorOf(request, answer) });
    return;
  }
  const commit = readCommit(request, answer);
  log.commits.push(commit);
  const error = Math.max(0, ...commit.errors.values());
  log.signs.push({ member, apiKey, error });
}

/** Offsets that the group had committed before and that a later commit set back. */
export function wentBack(commits: readonly CommittedOffsets[]): readonly string[] {
  const furthest = new Map<number, bigint>();
  return commits.filter(accepted).flatMap(({ offsets, member }) =>
    [...offsets].flatMap(([partition, offset]) => {
      const before = furthest.get(partition) ?? 0n;
      if (offset > before) furthest.set(partition, offset);
      return offset < before ? [`${member} set ${partition} from ${before} to ${offset}`] : [];
    }),
  );
}

/** Whether a commit of a member, or of any but one, was taken. */
export const committed = (
  { commits }: GroupLog,
  is: (member: string) => boolean = () => true,
): boolean => commits.some((commit) => is(commit.member) && accepted(commit));

/** What a zombie did since it woke. */
export interface Woken {
  /** Requests in the name under which it fell asleep that the broker refused: it was awake, and stale. */
  readonly refused: readonly Sign[];
  /** Commits in that name that the broker took. */
  readonly taken: number;
  /** The name under which it is a member again. */
  readonly newMember: string | undefined;
}

const stale: readonly number[] = [22, 25];

/** Reads what the log says since the zombie woke, when it had `before` signs and commits. */
export function sinceWaking(
  { signs, commits }: GroupLog,
  before: { readonly signs: number; readonly commits: number },
  zombie: string,
): Woken {
  const known = new Set(signs.slice(0, before.signs).map(({ member }) => member));
  const later = signs.slice(before.signs);
  return {
    refused: later.filter(({ member, error }) => member === zombie && stale.includes(error)),
    taken: commits.slice(before.commits).filter((one) => one.member === zombie && accepted(one))
      .length,
    newMember: later.find(
      ({ member, apiKey, error }) =>
        !known.has(member) && apiKey === apiKeys.heartbeat && error === 0,
    )?.member,
  };
}
