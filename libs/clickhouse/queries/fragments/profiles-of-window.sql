-- Hosts whose days in the window look the same, a row for each platform and set with their different days as
-- bits. Only those days are kept that say something of their own, whichever kernels are looked at: a report
-- in time of what is also there complete, a late one of a platform that is there in time, and a day of several
-- reports of which every platform is there with every set by itself, say nothing.
SELECT
  org,
  sipHash128(toString(org), kept) AS profile,
  entry.1 AS platform_id,
  entry.2 AS set_id,
  entry.5 AS not_observable,
  groupBitOr(bitShiftLeft(toUInt64(1), state - 1)) AS reported,
  groupBitOr(bitShiftLeft(toUInt64(entry.3), state - 1)) AS in_time,
  groupBitOr(bitShiftLeft(toUInt64(entry.4), state - 1)) AS complete,
  any(hosts_of_profile) AS hosts
FROM (
  SELECT org, kept, sum(of_states) AS hosts_of_profile
  FROM (
    SELECT
      org,
      of_states,
      arrayFilter(state -> length(state) = 1 AND state[1].4 = 1, states) AS complete_alone,
      arrayMap(state -> (state[1].1, state[1].2), complete_alone) AS complete_pairs,
      arrayMap(state -> (state[1].1, state[1].2), arrayFilter(state -> empty(state[1].5), complete_alone)) AS clear_pairs,
      arrayMap(state -> state[1].1, arrayFilter(state -> length(state) = 1 AND state[1].3 = 1, states)) AS platforms_in_time,
      arrayFilter(
        state -> NOT multiIf(
          length(state) > 1,
          arrayAll(
            one -> one.4 = 1 AND empty(one.5) AND arrayAll(other -> has(clear_pairs, (one.1, other.2)), state),
            state),
          state[1].4 = 1, 0,
          state[1].3 = 1, has(complete_pairs, (state[1].1, state[1].2)),
          has(platforms_in_time, state[1].1)),
        states) AS kept
    FROM (SELECT org, states, count() AS of_states FROM (@days-of-hosts) GROUP BY org, states)
  )
  GROUP BY org, kept
)
ARRAY JOIN kept AS of_day, arrayEnumerate(kept) AS state
ARRAY JOIN of_day AS entry
GROUP BY org, profile, platform_id, set_id, not_observable
