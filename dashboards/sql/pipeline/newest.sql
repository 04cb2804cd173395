SELECT toUnixTimestamp64Milli(max(seen)) AS newest
FROM reading_last_reports(@asked)
HAVING count() > 0
