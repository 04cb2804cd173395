SELECT value, hosts, organisations, programs
FROM reading_kfunc_users_by(@kfunc, @asked, dimension = 'loader')
ORDER BY hosts DESC, value
LIMIT 100
