SELECT users, exposed, users / exposed AS share, not_observable, users_not_covered
FROM reading_kfunc(@kfunc, @asked)
WHERE exposed > 0 OR users_not_covered > 0 OR not_observable > 0
