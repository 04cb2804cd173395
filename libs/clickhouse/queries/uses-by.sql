-- Users of a kfunc by type or loader of the programs that use it. Whether a host is a user is decided
-- by its day as a whole; which programs make it one, by the sets of such days.
-- Hosts with the same ones are one profile, as in profiles.sql.
WITH @held-arrays AS held
SELECT
  value,
  @hosts-of-profiles AS hosts,
  uniqExact(report.organisation) AS organisations,
  uniqExact(using.program_id) AS programs
FROM (
  SELECT organisation, hosts, sipHash128(organisation, numbers) AS profile, held.1[arrayJoin(numbers)] AS set_id
  FROM (
    SELECT of_host AS organisation, numbers, count() AS hosts
    FROM (
      SELECT
        any(organisation) AS of_host,
        arraySort(groupUniqArrayArray(arrayFilter(
          (number, days) -> bitAnd(days, exposed) != 0,
          using_sets, using_days))) AS numbers
      FROM (@kfunc-days)
      WHERE bitAnd(exposed, used) != 0
      GROUP BY one_host
    )
    GROUP BY of_host, numbers
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
