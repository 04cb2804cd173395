-- What roll-ups of windows depend on, by day.
SELECT day, toString(groupBitXor(change)) AS changes
FROM day_change_v1
WHERE day BETWEEN {from:Date} AND {to:Date}
GROUP BY day
ORDER BY day
