-- Every kernel that a host reported, of any day, with or without catalogues.
SELECT
  kernel.release AS release,
  kernel.arch AS arch,
  kernel.distro AS distro,
  uniqExact((report.org, report.host_id)) AS hosts,
  uniqExact(report.org) AS organisations,
  min(report.first_day) AS first_seen,
  max(report.last_day) AS last_seen
FROM (@reported-platforms) AS report
INNER JOIN (@kernels) AS kernel ON kernel.platform_id = report.platform_id
GROUP BY kernel.release, kernel.arch, kernel.distro
ORDER BY release, arch, distro
