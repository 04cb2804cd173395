-- The first and last day on which a host reported a platform, in time or late.
SELECT
  platform_id,
  toDate(min(toUInt16(64 * epoch + bitPositionsToArray(days)[1]))) AS first_day,
  toDate(max(toUInt16(64 * epoch + bitPositionsToArray(days)[-1]))) AS last_day
FROM (
  SELECT CAST(platform_id, 'FixedString(16)') AS platform_id, epoch, groupBitOr(reported) AS days
  FROM host_span_v1
  WHERE @in-scope
  GROUP BY platform_id, epoch
)
GROUP BY platform_id
