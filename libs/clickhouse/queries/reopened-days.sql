-- How many dead letters of an organisation were replayed, by the day to which they belong.
SELECT day, uniqExact(letter) AS reopened
FROM day_reopening_v1
WHERE org = {org:String} AND day BETWEEN {from:Date} AND {to:Date}
GROUP BY day
ORDER BY day
