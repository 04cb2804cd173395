-- Who reported, from builds of a window.
SELECT
  sum(reporting) AS reporting_hosts,
  sum(complete) AS complete_hosts,
  sum(silent) AS silent_hosts,
  sum(late) AS late_hosts,
  sum(exposure_unknown) AS exposure_unknown_hosts,
  countIf(reporting > 0) AS organisations,
  sumMap(loss_hosts) AS hosts_by_loss,
  sumMap(loss_times) AS times_by_loss
FROM (
  SELECT DISTINCT * FROM population_window_v1
  WHERE days = {days:UInt16} AND end_day = {to:Date}
    AND lower(hex(build)) IN {builds:Array(String)}
)
