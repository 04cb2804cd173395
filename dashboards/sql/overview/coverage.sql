SELECT complete / reporting AS coverage, complete, reporting
FROM reading_population(@asked)
WHERE reporting > 0
