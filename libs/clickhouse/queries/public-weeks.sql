-- Weeks that were published.
SELECT week, toUnixTimestamp64Milli(min(one.built_at)) AS built_ms
FROM public_week_v1 AS one
GROUP BY week
ORDER BY week DESC
