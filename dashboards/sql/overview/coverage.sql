SELECT complete / reporting AS coverage, complete, reporting
FROM reading_reporting(@asked)
WHERE reporting > 0
