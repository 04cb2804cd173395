SELECT user_organisations, exposed_organisations
FROM reading_kfunc(@kfunc, @asked)
WHERE exposed > 0
