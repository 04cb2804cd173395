-- Hosts by the side of a succession that their programs call or inline.
SELECT period, class, sum(of_profile) AS hosts, uniqExact(org) AS organisations
FROM (
  SELECT
    period,
    org,
    profile,
    any(hosts) AS of_profile,
    multiIf(
      max(has({old:Array(String)}, kfunc)) AND max(has({new:Array(String)}, kfunc)), 'both',
      max(has({old:Array(String)}, kfunc)), 'old',
      'new') AS class
  FROM (@carried-by-profile)
  WHERE has({use_rungs:Array(String)}, status)
  GROUP BY period, org, profile
)
GROUP BY period, class
