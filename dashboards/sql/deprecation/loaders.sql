SELECT loader, groupUniqArray(20)(name) AS programs, kfunc, sum(hosts) AS hosts_times_programs, max(hosts) AS hosts
FROM (
  SELECT loader, name, ${kfunc:singlequote} AS kfunc, hosts
  FROM reading_kfunc_programs(kfunc = ${kfunc:singlequote}, module = 'vmlinux', @asked)
)
GROUP BY loader, kfunc
ORDER BY hosts DESC, loader
LIMIT 100
