SELECT organisations, toUnixTimestamp64Milli(assumeNotNull(newest)) AS newest
FROM reading_newest(@asked)
WHERE newest IS NOT NULL
