SELECT organisations, toUnixTimestamp64Milli(assumeNotNull(newest)) AS newest
FROM reading_reporting(@asked)
WHERE reporting > 0
