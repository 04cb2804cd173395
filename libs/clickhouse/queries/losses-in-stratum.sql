-- As losses.sql, on days on which the host reported of the stratum.
SELECT reason, count() AS hosts, sum(times) AS times
FROM (
  SELECT host, reason, sum(newest) AS times
  FROM (
    SELECT host, boot_id, reason, @newest-loss AS newest
    FROM (
      SELECT loss.host AS host, loss.boot_id AS boot_id, loss.reason AS reason, loss.counts AS counts, of_host.days AS asked_days
      FROM host_loss_span_v1 AS loss
      INNER JOIN (
        SELECT host, epoch, groupBitOr(bitAnd(reported, @span-window)) AS days
        FROM host_span_v1
        WHERE @in-span-window AND platform_id IN (@stratum-platforms)
        GROUP BY host, epoch
      ) AS of_host ON of_host.host = loss.host AND of_host.epoch = loss.epoch
      WHERE @in-span-window
    )
    GROUP BY host, boot_id, reason
  )
  WHERE newest > 0
  GROUP BY host, reason
)
GROUP BY reason
ORDER BY reason
