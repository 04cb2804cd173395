-- Of the reports in time of one day: loaded programs by type (of each host the most that a report named),
-- and hosts by the distance of their clock from the gateway's, the largest of the day, in steps.
SELECT org, of_day.1 AS fact, of_day.2 AS value, count() AS hosts, sum(of_day.3) AS loaded, sum(of_day.4) AS with_kfuncs
FROM (
  SELECT
    org,
    maxMap(loaded_by_type) AS of_host,
    maxMap(with_kfuncs_by_type) AS with_of_host,
    greatest(abs(min(skew_min_ms)), abs(max(skew_max_ms))) AS skew,
    arrayJoin(arrayConcat(
      [('clock', multiIf(skew <= 1000, '1', skew <= 10000, '10', skew <= 60000, '60', skew <= 300000, '300', ''), 0, 0)],
      arrayMap(type -> ('program-type', type, of_host[type], with_of_host[type]), mapKeys(of_host)))) AS of_day
  FROM host_day_v1
  WHERE @in-window AND platform_id IN (@stratum-platforms) AND in_time = 1
  GROUP BY day, org, host_id
  SETTINGS optimize_aggregation_in_order = 1
)
GROUP BY org, fact, value
