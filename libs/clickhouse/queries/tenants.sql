-- Every organisation of which reports are stored, or that has a state.
SELECT
  one.org AS organisation,
  max(one.days) AS days,
  argMax(one.state, (one.since, one.state)) AS state,
  toUnixTimestamp64Milli(max(one.since)) AS since
FROM (
  SELECT toString(org) AS org, uniqExact(day) AS days, '' AS state, toDateTime64(0, 3, 'UTC') AS since
  FROM day_change_v1
  GROUP BY org
  UNION ALL
  SELECT org, 0 AS days, toString(state) AS state, since FROM tenant_state_v1
) AS one
GROUP BY organisation
ORDER BY organisation
