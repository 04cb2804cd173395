-- Hosts by the side of a succession that their programs call or inline.
SELECT period, class, count() AS hosts, uniqExact(org) AS organisations
FROM (
  SELECT
    period,
    org,
    host_id,
    multiIf(
      max(has({old:Array(String)}, kfunc)) AND max(has({new:Array(String)}, kfunc)), 'both',
      max(has({old:Array(String)}, kfunc)), 'old',
      'new') AS class
  FROM (@carried-by-host)
  WHERE has({use_rungs:Array(String)}, status)
  GROUP BY period, org, host_id
)
GROUP BY period, class
