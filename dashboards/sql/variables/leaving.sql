SELECT kfunc AS value FROM reading_lifecycle WHERE leaving = 1 ORDER BY value LIMIT 1000
