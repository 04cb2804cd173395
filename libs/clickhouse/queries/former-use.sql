-- Hosts that used a kfunc before a day, and those of them that are exposed on it or later.
SELECT countIf(was_user) AS users, countIf(was_user AND was_exposed) AS covered
FROM (
  SELECT
    max(bitAnd(used, days_before) != 0) AS was_user,
    max(bitAnd(exposed, bitNot(days_before)) != 0) AS was_exposed
  FROM (
    SELECT
      one_host, used, exposed,
      toInt32(toDate({since:Date})) - first_day AS ahead,
      multiIf(
        ahead <= 0, toUInt64(0),
        ahead > 63, bitNot(toUInt64(0)),
        bitShiftLeft(toUInt64(1), toUInt8(least(63, greatest(0, ahead)))) - 1) AS days_before
    FROM (@kfunc-days)
  )
  GROUP BY one_host
)
