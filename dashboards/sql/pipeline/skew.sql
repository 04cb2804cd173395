SELECT
  quantileExact(0.5)(skew / 1000) AS p50,
  quantileExact(0.99)(skew / 1000) AS p99,
  countIf(skew > 300000) AS over_five_minutes,
  count() AS hosts
FROM (
  SELECT greatest(abs(skew_min_ms), abs(skew_max_ms)) AS skew
  FROM reading_last_reports(@asked)
  WHERE was_in_time = 1
)
HAVING hosts > 0
