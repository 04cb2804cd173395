-- What hosts could not see, by reason: cumulative since boot, the newest of each boot in the window.
-- The reason '' stands for programs that came and went unseen.
WITH
  of_stratum AS (
    SELECT day, org, host_id FROM host_day_v1
    WHERE @in-stratum
  )
SELECT loss.1 AS reason, uniqExact((org, host_id)) AS hosts, sum(loss.2) AS times
FROM (
  SELECT
    org,
    host_id,
    boot_id,
    arrayJoin(arrayConcat(
      [('', max(ids_unseen))],
      CAST(maxMap(losses), 'Array(Tuple(String, UInt64))'))) AS loss
  FROM host_loss_v1
  WHERE @in-window
    AND (day, org, host_id) IN of_stratum
  GROUP BY org, host_id, boot_id
)
WHERE loss.2 > 0
GROUP BY reason
ORDER BY reason
