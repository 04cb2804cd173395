-- Programs by the side of a succession that they carry, and who has them.
SELECT
  period,
  class,
  count() AS programs,
  arraySum(one -> one.2, groupUniqArrayArray(profiles)) AS hosts,
  uniqExactArray(orgs) AS organisations
FROM (
  SELECT
    period,
    program_id,
    groupUniqArray((profile, hosts)) AS profiles,
    groupUniqArray(org) AS orgs,
    multiIf(
      max(has({old:Array(String)}, kfunc)) AND max(has({new:Array(String)}, kfunc)), 'both',
      program_id NOT IN (
        SELECT program_id FROM program_v1
        WHERE object_id IN (SELECT object_id FROM object_v1 WHERE known_by = 'externs')), 'unknown',
      max(has({old:Array(String)}, kfunc)), 'old-only',
      'new-only') AS class
  FROM (@carried-by-profile)
  GROUP BY period, program_id
)
GROUP BY period, class
