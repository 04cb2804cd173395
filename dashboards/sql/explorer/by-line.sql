SELECT value, users, exposed, if(exposed = 0, NULL, users / exposed) AS share, not_observable, reporting
FROM reading_kfunc_by(@kfunc, @asked, dimension = 'line')
ORDER BY users DESC, exposed DESC, value
LIMIT 100
