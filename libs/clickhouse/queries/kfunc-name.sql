-- As kfunc-names.sql of one name, found by the keys of the tables of content instead of by joins.
SELECT
  {kfunc:String} AS kfunc,
  module,
  max(is_callable) AS callable,
  minIf(first_in_time, is_use) AS first_used,
  maxIf(last_in_time, is_use) AS last_used
FROM (
  SELECT
    toString(module) AS module,
    toNullable(callable) AS is_callable,
    CAST(NULL, 'Nullable(Date)') AS first_in_time,
    CAST(NULL, 'Nullable(Date)') AS last_in_time,
    0 AS is_use
  FROM catalogue_v1
  WHERE kfunc = {kfunc:String}
    AND catalogue_id IN (
      SELECT catalogue_id FROM platform_catalogue_v1
      WHERE platform_id IN (SELECT platform_id FROM reach_v1 WHERE @in-scope))
  UNION ALL
  SELECT
    held.module AS module,
    CAST(NULL, 'Nullable(UInt8)') AS is_callable,
    toNullable(reach.first_in_time) AS first_in_time,
    toNullable(reach.last_in_time) AS last_in_time,
    held.uses AND reach.first_in_time <= reach.last_in_time AS is_use
  FROM reach_v1 AS reach
  INNER JOIN (
    SELECT
      member.set_id AS set_id,
      shown.module AS module,
      max(member.probe = 0 AND has({use_rungs:Array(String)}, shown.status)) AS uses
    FROM set_member_v1 AS member
    INNER JOIN (@held-kfuncs) AS shown
    ON shown.kind = member.kind AND shown.member_id = member.member_id AND shown.evidence_id = member.evidence_id
    WHERE (member.kind, member.member_id) IN (SELECT kind, member_id FROM (@held-kfuncs))
    GROUP BY set_id, module
  ) AS held ON held.set_id = reach.set_id
  WHERE @in-scope
)
GROUP BY module
ORDER BY module
