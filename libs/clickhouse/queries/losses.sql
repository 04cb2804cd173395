-- What hosts could not see, by reason.
SELECT reason, count() AS hosts, sum(times) AS times
FROM (@losses-of-hosts)
GROUP BY reason
ORDER BY reason
