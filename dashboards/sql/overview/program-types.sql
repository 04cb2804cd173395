SELECT type, loaded, with_kfuncs, with_kfuncs / loaded AS share, hosts
FROM reading_program_types(@asked)
WHERE loaded > 0
ORDER BY loaded DESC, type
LIMIT 100
