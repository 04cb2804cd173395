-- The names carried by hosts that held the same sets on the same days, for each day of the window and,
-- as the period '', for the window as a whole.
SELECT DISTINCT
  held.period AS period,
  held.org AS org,
  held.profile AS profile,
  held.hosts AS hosts,
  carried.program_id AS program_id,
  carried.kfunc AS kfunc,
  carried.status AS status
FROM (
  SELECT org, hosts, profile, arrayJoin([toString(day.1), '']) AS period, arrayJoin(day.2) AS set_id
  FROM (
    SELECT org, hosts, sipHash128(org, days) AS profile, arrayJoin(days) AS day
    FROM (
      SELECT org, days, count() AS hosts
      FROM (
        SELECT org, host_id, arraySort(groupArray((day, sets))) AS days
        FROM (
          SELECT org, host_id, day, arraySort(groupUniqArray(set_id)) AS sets
          FROM host_day_v1
          WHERE @in-stratum AND in_time = 1
          GROUP BY org, host_id, day
        )
        GROUP BY org, host_id
      )
      GROUP BY org, days
    )
  )
) AS held
INNER JOIN (
  SELECT DISTINCT set_id, program_id, kfunc, status FROM (@carried)
) AS carried ON carried.set_id = held.set_id
