-- Who reported in the window. Hosts are told apart by (organisation, host).
WITH
  of_stratum AS (@stratum-platforms),
  lacking AS (
    SELECT platform_id FROM platform_catalogue_v1
    WHERE catalogue_id NOT IN (SELECT catalogue_id FROM catalogue_known_v1)
  )
SELECT
  uniqExactIf((org, host_id), in_window AND in_stratum) AS reporting,
  uniqExactIf((org, host_id), in_window AND in_stratum AND was_complete) AS complete,
  uniqExactIf((org, host_id), in_stratum AND NOT in_window) AS silent,
  uniqExactIf((org, host_id), in_window AND in_stratum AND NOT was_in_time) AS late,
  uniqExactIf((org, host_id), in_window AND in_stratum AND lacks_catalogue) AS exposure_unknown,
  uniqExactIf(org, in_window AND in_stratum) AS organisations
FROM (
  SELECT
    org,
    host_id,
    max(day >= {from:Date}) AS in_window,
    if(in_window,
      max(day >= {from:Date} AND platform_id IN of_stratum),
      max(platform_id IN of_stratum)) AS in_stratum,
    max(day >= {from:Date} AND platform_id IN of_stratum AND complete = 1) AS was_complete,
    max(day >= {from:Date} AND platform_id IN of_stratum AND in_time = 1) AS was_in_time,
    max(day >= {from:Date} AND platform_id IN of_stratum AND complete = 1 AND platform_id IN lacking)
      AS lacks_catalogue
  FROM host_day_v1
  -- A Date below 1970-01-01 would wrap into the year 2149.
  WHERE @in-scope
    AND day BETWEEN toDate(greatest(toInt32(toDate({from:Date})) - 28, 0)) AND {to:Date}
  GROUP BY org, host_id
)
