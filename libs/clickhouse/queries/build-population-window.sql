-- Of some organisations, who reported in the window.
INSERT INTO population_window_v1
  (days, end_day, org, build, reporting, complete, silent, late, exposure_unknown, loss_hosts, loss_times)
SELECT
  {days:UInt16}, {to:Date}, of_build.org, of_build.build,
  who.reporting, who.complete, who.silent, who.late, who.exposure_unknown,
  of_losses.loss_hosts, of_losses.loss_times
FROM (@builds) AS of_build
LEFT JOIN (
  SELECT
    organisation,
    countIf(in_window AND in_stratum) AS reporting,
    countIf(was_complete) AS complete,
    countIf(in_stratum AND NOT in_window) AS silent,
    countIf(in_window AND in_stratum AND NOT was_in_time) AS late,
    countIf(lacks_catalogue) AS exposure_unknown
  FROM (@reported-by-host)
  GROUP BY organisation
) AS who ON who.organisation = of_build.org
LEFT JOIN (
  SELECT
    organisation,
    mapFromArrays(groupArray(reason), groupArray(hosts)) AS loss_hosts,
    mapFromArrays(groupArray(reason), groupArray(all_times)) AS loss_times
  FROM (
    SELECT organisation, toString(reason) AS reason, count() AS hosts, sum(times) AS all_times
    FROM (@losses-of-hosts)
    GROUP BY organisation, reason
  )
  GROUP BY organisation
) AS of_losses ON of_losses.organisation = of_build.org
SETTINGS max_execution_time = 600
