SELECT value, reporting, complete, complete / reporting AS coverage, toUnixTimestamp64Milli(newest) AS newest
FROM reading_population_by(@past-week, dimension = 'organisation')
ORDER BY newest, value
LIMIT 200
