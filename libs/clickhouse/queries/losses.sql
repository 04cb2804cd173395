-- What hosts could not see, by reason. The reason '' stands for programs that came and went unseen.
SELECT loss.1 AS reason, uniqExact((org, host_id)) AS hosts, sum(loss.2) AS times
FROM (@losses-of-boots)
WHERE loss.2 > 0
GROUP BY reason
ORDER BY reason
