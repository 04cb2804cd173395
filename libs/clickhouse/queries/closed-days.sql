-- The newest UTC day that is over; null before the first. In one queue that is the newest day of which
-- the mark was passed in every partition. Of several, each must have passed it from its first mark on,
-- until it has had none for a week that another has had: then it is in use no more, and what it may
-- hold is not waited for. Marks without a queue are of before queues had names: they prove days, and
-- are not waited for.
WITH
  marks AS (
    SELECT queue, day, uniqExact(queue_partition) >= max(queue_partitions) AS passed
    FROM day_state_v1
    GROUP BY queue, day
  ),
  queues AS (
    SELECT
      queue,
      min(day) AS first,
      max(day) AS last,
      maxOrNullIf(day, passed) AS passed_through
    FROM marks
    GROUP BY queue
  ),
  (SELECT max(last) FROM queues WHERE queue != '') AS newest
-- Without a proof there is none, whatever is waited for.
SELECT if(isNull(proven) OR isNull(waited_for) OR proven < waited_for, proven, waited_for) AS through
FROM (
  SELECT
    maxOrNull(passed_through) AS proven,
    minOrNullIf(coalesce(passed_through, first - 1), queue != '' AND last + 7 > newest) AS waited_for
  FROM queues
)
