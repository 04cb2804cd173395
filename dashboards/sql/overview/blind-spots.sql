SELECT
  line.value AS value,
  line.reporting AS reporting,
  line.reporting - line.complete AS not_covered,
  toUnixTimestamp64Milli(line.newest) AS newest
FROM reading_population_by(@asked, dimension = 'line') AS line
WHERE line.reporting < 5 OR line.complete < line.reporting OR line.newest < $__toTime - INTERVAL 48 HOUR
ORDER BY reporting, value
LIMIT 100
