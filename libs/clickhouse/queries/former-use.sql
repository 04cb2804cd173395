-- Hosts that used a kfunc before a day, and those of them that are exposed on it or later.
SELECT count() AS users, countIf(was_exposed) AS covered
FROM (
  SELECT
    org,
    host_id,
    max(day < {since:Date} AND is_holder) AS was_user,
    max(day >= {since:Date} AND is_offered AND NOT is_hidden) AS was_exposed
  FROM (
    SELECT
      day,
      org,
      host_id,
      @is-offered AS is_offered,
      @is-hidden AS is_hidden,
      max(in_time = 1 AND set_id IN (@holding)) AS is_holder
    FROM host_day_v1
    WHERE @in-stratum
    GROUP BY day, org, host_id
  )
  GROUP BY org, host_id
  HAVING was_user
)
