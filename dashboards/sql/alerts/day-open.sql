-- Days before yesterday that are open. Before the first mark there is nothing to say.
SELECT greatest(0, dateDiff('day', assumeNotNull(through), toDate($__toTime, 'UTC')) - 1) AS days
FROM reading_closed
WHERE through IS NOT NULL
