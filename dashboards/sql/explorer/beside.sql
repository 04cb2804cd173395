SELECT kfunc, module, programs, hosts
FROM reading_kfunc_beside(@kfunc, @asked)
ORDER BY programs DESC, hosts DESC, kfunc, module
LIMIT 50
