SELECT
  loader,
  arrayStringConcat(arraySort(groupUniqArray(20)(name)), ', ') AS programs,
  max(of_program) AS hosts
FROM (
  SELECT loader, name, hosts AS of_program
  FROM reading_kfunc_programs(kfunc = ${kfunc:singlequote}, module = 'vmlinux', @asked)
)
GROUP BY loader
ORDER BY hosts DESC, loader
LIMIT 100
