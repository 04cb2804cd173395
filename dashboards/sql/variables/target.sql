SELECT platform AS value, title AS text FROM reading_targets ORDER BY text LIMIT 1000
