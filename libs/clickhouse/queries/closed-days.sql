-- The newest UTC day of which the mark was passed in every partition of the queue; null before the first.
SELECT maxOrNull(day) AS through
FROM (
  SELECT day
  FROM day_state_v1
  GROUP BY day
  HAVING uniqExact(queue_partition) >= max(queue_partitions)
)
