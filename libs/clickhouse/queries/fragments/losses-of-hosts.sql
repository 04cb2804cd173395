-- What hosts could not see in the window, by reason. The reason '' stands for programs that came and went
-- unseen.
SELECT any(organisation) AS organisation, host, reason, sum(newest) AS times
FROM (
  SELECT any(org) AS organisation, host, boot_id, reason, @newest-loss AS newest
  FROM (SELECT org, host, boot_id, reason, counts, @span-window AS asked_days FROM host_loss_span_v1 WHERE @in-span-window)
  GROUP BY host, boot_id, reason
)
WHERE newest > 0
GROUP BY host, reason
