-- Of some organisations, the profiles of hosts on one day, with the versions of their agents. Hosts are
-- put together in the order in which their reports are stored, so that none is kept in memory.
INSERT INTO profile_window_v1
  (days, end_day, org, build, profile, platform_id, set_id, not_observable, agent_versions,
   reported, in_time, complete, alone, hosts)
SELECT
  {days:UInt16}, {to:Date}, profiles.org, of_build.build,
  sipHash128(toString(profiles.org), entries),
  entry.1, entry.2, entry.3, entry.4, 1, max(entry.5), max(entry.6), length(entries) = 1, any(hosts_of_profile)
FROM (
  SELECT org, entries, count() AS hosts_of_profile
  FROM (
    SELECT
      org,
      arraySort(groupUniqArray((
        platform_id,
        set_id,
        if(complete = 1, arraySort(not_observable), CAST([], 'Array(String)')),
        arraySort(agent_versions),
        in_time,
        complete))) AS entries
    FROM host_day_v1
    WHERE @in-window
    GROUP BY day, org, host_id
    SETTINGS optimize_aggregation_in_order = 1
  )
  GROUP BY org, entries
) AS profiles
INNER JOIN (@builds) AS of_build ON of_build.org = profiles.org
ARRAY JOIN entries AS entry
GROUP BY profiles.org, of_build.build, entries, entry.1, entry.2, entry.3, entry.4
SETTINGS max_execution_time = 600
