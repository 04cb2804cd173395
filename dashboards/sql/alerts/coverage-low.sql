SELECT complete / reporting AS coverage
FROM reading_reporting(@last-week)
WHERE reporting > 0
