SELECT value AS type, loaded, with_kfuncs, with_kfuncs / loaded AS share, hosts
FROM reading_day_facts(@last-day)
WHERE fact = 'program-type' AND loaded > 0
ORDER BY loaded DESC, type
LIMIT 100
