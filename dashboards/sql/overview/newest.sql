SELECT organisations, toUnixTimestamp64Milli(assumeNotNull(newest)) AS newest
FROM reading_population(@asked)
WHERE reporting > 0
