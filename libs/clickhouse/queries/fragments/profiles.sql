-- Hosts that held the same sets in time, by set. Clones are one profile, so that what their sets show
-- is worked out once; each host has one profile.
SELECT org, hosts, sipHash128(org, sets) AS profile, arrayJoin(sets) AS set_id
FROM (
  SELECT org, sets, count() AS hosts
  FROM (
    SELECT org, host_id, arraySort(groupUniqArray(set_id)) AS sets
    FROM host_day_v1
    WHERE @in-stratum AND in_time = 1
    GROUP BY org, host_id
  )
  GROUP BY org, sets
)
