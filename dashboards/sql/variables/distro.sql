SELECT DISTINCT distro AS value
FROM reading_platforms
WHERE distro != '' AND position(distro, '\\') = 0
ORDER BY value
LIMIT 500
