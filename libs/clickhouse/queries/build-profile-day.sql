-- Of some organisations, the profiles of hosts on one day, with the versions of their agents. Hosts are
-- put together in the order in which their reports are stored, so that none is kept in memory.
INSERT INTO profile_window_v1
  (days, end_day, org, build, profile, state, platform_id, set_id, in_time, complete, not_observable,
   agent_versions, alone, hosts)
SELECT
  {days:UInt16}, {to:Date}, profiles.org, of_build.build,
  sipHash128(toString(profiles.org), entries), 1,
  entry.1, entry.2, entry.3, entry.4, entry.5, entry.6, length(entries) = 1, hosts
FROM (
  SELECT org, entries, count() AS hosts
  FROM (
    SELECT
      org,
      arraySort(groupUniqArray((
        platform_id,
        set_id,
        in_time,
        complete,
        if(complete = 1, arraySort(not_observable), CAST([], 'Array(String)')),
        arraySort(agent_versions)))) AS entries
    FROM host_day_v1
    WHERE @in-window
    GROUP BY day, org, host_id
    SETTINGS optimize_aggregation_in_order = 1
  )
  GROUP BY org, entries
) AS profiles
INNER JOIN (@builds) AS of_build ON of_build.org = profiles.org
ARRAY JOIN entries AS entry
SETTINGS max_execution_time = 600
