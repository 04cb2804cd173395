SELECT toUnixTimestamp64Milli(assumeNotNull(reported.newest)) AS newest
FROM reading_newest(@asked) AS reported
WHERE reported.newest IS NOT NULL
