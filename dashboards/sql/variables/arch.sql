SELECT DISTINCT arch AS value
FROM reading_platforms
WHERE arch != '' AND position(arch, '\\') = 0
ORDER BY value
LIMIT 500
