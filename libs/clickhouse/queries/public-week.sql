-- What was first published of a week.
SELECT argMin(one.document, (one.built_at, one.document)) AS document
FROM public_week_v1 AS one
WHERE week = {week:String}
GROUP BY week
