-- One kfunc by day; days without reports are there, all zero.
SELECT
  day,
  count() AS reporting,
  countIf(is_exposed) AS exposed,
  countIf(is_exposed AND is_holder) AS users
FROM (
  SELECT
    day, org, host_id,
    @is-offered AND NOT @is-hidden AS is_exposed,
    max(in_time = 1 AND set_id IN (@holding)) AS is_holder
  FROM host_day_v1
  WHERE @in-stratum
  GROUP BY day, org, host_id
)
GROUP BY day
ORDER BY day WITH FILL FROM {from:Date} TO toDate({to:Date}) + 1
