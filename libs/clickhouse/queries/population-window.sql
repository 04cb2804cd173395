-- Who reported, from the roll-ups of a window, and for how many organisations there is none.
SELECT
  sum(reporting) AS reporting_hosts,
  sum(complete) AS complete_hosts,
  sum(silent) AS silent_hosts,
  sum(late) AS late_hosts,
  sum(exposure_unknown) AS exposure_unknown_hosts,
  countIf(reporting > 0) AS organisations,
  sumMap(loss_hosts) AS hosts_by_loss,
  sumMap(loss_times) AS times_by_loss,
  (@unbuilt) AS unbuilt
FROM (
  SELECT
    org,
    any(reporting) AS reporting,
    any(complete) AS complete,
    any(silent) AS silent,
    any(late) AS late,
    any(exposure_unknown) AS exposure_unknown,
    any(loss_hosts) AS loss_hosts,
    any(loss_times) AS loss_times
  FROM population_window_v1
  WHERE days = {days:UInt16} AND end_day = {to:Date}
    AND (org, build) IN (@standing-roll-ups)
  GROUP BY org
)
