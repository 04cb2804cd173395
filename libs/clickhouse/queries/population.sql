-- Who reported in the window. Hosts are told apart by (organisation, host).
WITH
  of_stratum AS (@stratum-platforms),
  lacking AS (
    SELECT platform_id FROM platform_catalogue_v1
    WHERE catalogue_id NOT IN (SELECT catalogue_id FROM catalogue_known_v1)
  )
SELECT
  countIf(in_window AND in_stratum) AS reporting,
  countIf(was_complete) AS complete,
  countIf(in_stratum AND NOT in_window) AS silent,
  countIf(in_window AND in_stratum AND NOT was_in_time) AS late,
  countIf(lacks_catalogue) AS exposure_unknown,
  uniqExactIf(organisation, in_window AND in_stratum) AS organisations
FROM (
  SELECT
    host,
    any(sipHash64(org)) AS organisation,
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
)
