SELECT loader, name, type, attach_target, hosts, organisations
FROM reading_kfunc_programs(@kfunc, @asked)
ORDER BY hosts DESC, name, loader, type
LIMIT 200
