-- The name of every kfunc in reach, on any day: the first column of kfunc-names.sql, each value once.
SELECT DISTINCT kfunc
FROM (
  SELECT kfunc
  FROM catalogue_v1
  WHERE catalogue_id IN (
      SELECT catalogue_id FROM platform_catalogue_v1
      WHERE platform_id IN (SELECT platform_id FROM reach_v1 WHERE @in-scope))
  UNION ALL
  SELECT kfunc
  FROM set_kfunc_v1
  WHERE set_id IN (SELECT set_id FROM reach_v1 WHERE @in-scope)
)
ORDER BY kfunc
