-- Users of a kfunc by type or loader of the programs that use it. Whether a host is a user is decided
-- by its day as a whole; which programs make it one, by the sets of such days.
-- Hosts with the same ones are one profile, as in profiles.sql.
SELECT
  value,
  @hosts-of-profiles AS hosts,
  uniqExact(report.org) AS organisations,
  uniqExact(using.program_id) AS programs
FROM (
  SELECT org, hosts, sipHash128(org, sets) AS profile, arrayJoin(sets) AS set_id
  FROM (
    SELECT org, sets, count() AS hosts
    FROM (
      SELECT org, host_id, arraySort(groupUniqArrayArray(of_day)) AS sets
      FROM (
        SELECT org, host_id, groupUniqArrayIf(set_id, in_time = 1 AND set_id IN (@holding)) AS of_day
        FROM host_day_v1
        WHERE @in-stratum
        GROUP BY day, org, host_id
        HAVING @is-offered AND NOT @is-hidden
      )
      GROUP BY org, host_id
    )
    GROUP BY org, sets
  )
) AS report
INNER JOIN (
  SELECT DISTINCT
    member.set_id AS set_id,
    member.member_id AS program_id,
    if({dimension:String} = 'type', about.type, member.loader) AS value
  FROM set_member_v1 AS member
  INNER JOIN (SELECT DISTINCT program_id, toString(type) AS type FROM program_v1) AS about
    ON about.program_id = member.member_id
  WHERE member.kind = 'program' AND member.probe = 0
    AND (member.member_id, member.evidence_id) IN (@using-evidence)
) AS using ON using.set_id = report.set_id
GROUP BY value
ORDER BY hosts DESC, value
LIMIT {limit:UInt32}
