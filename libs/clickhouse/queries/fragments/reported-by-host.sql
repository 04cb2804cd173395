-- What each host reported in the window, and whether it did so in the 28 days before it only.
WITH
  of_stratum AS (@stratum-platforms),
  lacking AS (
    SELECT platform_id FROM platform_catalogue_v1
    WHERE catalogue_id NOT IN (SELECT catalogue_id FROM catalogue_known_v1)
  )
SELECT
  host,
  any(org) AS organisation,
  max(bitAnd(reported, @span-window) != 0) AS in_window,
  if(in_window,
    max(platform_id IN of_stratum AND bitAnd(reported, @span-window) != 0),
    max(platform_id IN of_stratum AND bitAnd(reported, @span-before) != 0)) AS in_stratum,
  max(platform_id IN of_stratum AND bitAnd(complete, @span-window) != 0) AS was_complete,
  max(platform_id IN of_stratum AND bitAnd(in_time, @span-window) != 0) AS was_in_time,
  max(platform_id IN of_stratum AND platform_id IN lacking AND bitAnd(complete, @span-window) != 0)
    AS lacks_catalogue
FROM host_span_v1
WHERE @in-scope
  AND epoch BETWEEN intDiv(greatest(toInt32(toDate({from:Date})) - 28, 0), 64)
    AND intDiv(toUInt16(toDate({to:Date})), 64)
GROUP BY host
