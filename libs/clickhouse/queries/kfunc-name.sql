-- As kfunc-names.sql of one name, found by the keys of the tables of content.
SELECT
  kfunc,
  module,
  max(is_callable) AS callable,
  min(first_day) AS first_used,
  max(last_day) AS last_used
FROM (
  SELECT
    kfunc,
    toString(module) AS module,
    toNullable(callable) AS is_callable,
    CAST(NULL, 'Nullable(Date)') AS first_day,
    CAST(NULL, 'Nullable(Date)') AS last_day
  FROM catalogue_v1
  WHERE kfunc = {kfunc:String}
    AND catalogue_id IN (
      SELECT catalogue_id FROM platform_catalogue_v1
      WHERE platform_id IN (SELECT platform_id FROM reach_v1 WHERE @in-scope))
  UNION ALL
  SELECT
    held.kfunc AS kfunc,
    toString(held.module) AS module,
    CAST(NULL, 'Nullable(UInt8)') AS is_callable,
    -- A set that was never reported in time has its first day after its last.
    minOrNullIf(reach.first_day, held.uses AND reach.first_day <= reach.last_day) AS first_day,
    maxOrNullIf(reach.last_day, held.uses AND reach.first_day <= reach.last_day) AS last_day
  FROM (
    SELECT kfunc, module, set_id, probe = 0 AND has({use_rungs:Array(String)}, status) AS uses
    FROM set_kfunc_v1
    WHERE kfunc = {kfunc:String}
  ) AS held
  INNER JOIN (
    SELECT set_id, min(first_in_time) AS first_day, max(last_in_time) AS last_day
    FROM reach_v1
    WHERE @in-scope
    GROUP BY set_id
  ) AS reach ON reach.set_id = held.set_id
  GROUP BY kfunc, module
)
GROUP BY kfunc, module
ORDER BY kfunc, module
