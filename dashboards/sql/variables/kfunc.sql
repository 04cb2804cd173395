SELECT DISTINCT kfunc AS value FROM reading_names WHERE position(kfunc, '\\') = 0 ORDER BY value LIMIT 5000
