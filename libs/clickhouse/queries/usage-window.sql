-- Figures of every kfunc, or of the one named, from builds of a window.
SELECT
  kfunc,
  module,
  sum(of_one.exposed) AS exposed_hosts,
  countIf(of_one.exposed > 0) AS exposed_organisations,
  sum(of_one.not_observable) AS not_observable,
  sum(of_one.users) AS users,
  countIf(of_one.users > 0) AS user_organisations,
  sum(of_one.users_not_covered) AS users_not_covered,
  sumForEach(of_one.users_by_rung) AS users_by_rung,
  sumForEach(of_one.seen_by_rung) AS seen_by_rung
FROM (
  -- Builders at work at the same time write the same rows.
  SELECT DISTINCT
    kfunc, toString(module) AS module, build,
    exposed, not_observable, users, users_not_covered, users_by_rung, seen_by_rung
  FROM usage_window_v1
  WHERE days = {days:UInt16} AND end_day = {to:Date}
    AND ({kfunc:String} = '' OR kfunc = {kfunc:String})
    AND lower(hex(build)) IN {builds:Array(String)}
) AS of_one
GROUP BY kfunc, module
