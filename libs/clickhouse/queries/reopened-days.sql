-- How many dead letters were replayed, by the day to which they belong.
SELECT day, uniqExact((org, letter)) AS reopened
FROM day_reopening_v1
WHERE @in-window
GROUP BY day
ORDER BY day
