SELECT value, reporting FROM reading_population_by(@asked, dimension = 'line') ORDER BY reporting DESC, value LIMIT 20
