-- Every kfunc in reach: named by a catalogue of a platform that reported, or held by a set that was
-- reported, on any day. With the first and last day of use.
WITH
  reach AS (
    SELECT
      platform_id,
      set_id,
      minOrNullIf(day, in_time = 1) AS first_day,
      maxOrNullIf(day, in_time = 1) AS last_day
    FROM host_day_v1
    WHERE @in-scope
    GROUP BY platform_id, set_id
  )
SELECT
  kfunc,
  module,
  max(is_callable) AS callable,
  min(first_day) AS first_used,
  max(last_day) AS last_used
FROM (
  SELECT
    kfunc,
    module,
    toNullable(callable) AS is_callable,
    CAST(NULL, 'Nullable(Date)') AS first_day,
    CAST(NULL, 'Nullable(Date)') AS last_day
  FROM catalogue_v1
  WHERE ({kfunc:String} = '' OR kfunc = {kfunc:String})
    AND catalogue_id IN (
      SELECT catalogue_id FROM platform_catalogue_v1
      WHERE platform_id IN (SELECT platform_id FROM reach))
  UNION ALL
  SELECT
    held.kfunc AS kfunc,
    held.module AS module,
    CAST(NULL, 'Nullable(UInt8)') AS is_callable,
    if(member.probe = 0 AND has({use_rungs:Array(String)}, held.status), reach.first_day, NULL) AS first_day,
    if(member.probe = 0 AND has({use_rungs:Array(String)}, held.status), reach.last_day, NULL) AS last_day
  FROM reach
  INNER JOIN set_member_v1 AS member ON member.set_id = reach.set_id
  INNER JOIN (@held-kfuncs) AS held
  ON held.kind = member.kind AND held.member_id = member.member_id AND held.evidence_id = member.evidence_id
)
GROUP BY kfunc, module
ORDER BY kfunc, module
