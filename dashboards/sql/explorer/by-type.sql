SELECT value, hosts FROM reading_kfunc_users_by(@kfunc, @asked, dimension = 'type') ORDER BY hosts DESC, value LIMIT 20
