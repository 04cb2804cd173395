SELECT loader, name, type, arrayStringConcat(kfuncs, ', ') AS kfuncs, hosts, organisations
FROM reading_lacking_programs(@asked, target = ${target:singlequote})
ORDER BY hosts DESC, name, loader, type
LIMIT 200
