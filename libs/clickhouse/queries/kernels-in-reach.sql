-- Every kernel that a host reported, of any day, with or without catalogues.
SELECT
  kernel.release AS release,
  kernel.arch AS arch,
  kernel.distro AS distro,
  @hosts-of-profiles AS hosts,
  uniqExact(report.organisation) AS organisations,
  min(dated.first_day) AS first_seen,
  max(dated.last_day) AS last_seen
FROM (@reported-platforms) AS report
INNER JOIN (@reported-days) AS dated ON dated.platform_id = report.platform_id
INNER JOIN (@kernels) AS kernel ON kernel.platform_id = report.platform_id
GROUP BY kernel.release, kernel.arch, kernel.distro
ORDER BY release, arch, distro
