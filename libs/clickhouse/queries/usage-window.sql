-- Figures of every kfunc, or of the one named, from the roll-ups of a window. The row of '' is always
-- there: it says for how many organisations there is no roll-up, and then the others are not all.
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
  sumForEach(of_one.seen_by_rung) AS seen_by_rung,
  if(kfunc = '', (@unbuilt), 0) AS unbuilt
FROM (
  -- Builders at work at the same time write the same rows.
  SELECT
    kfunc, toString(module) AS module, org,
    any(exposed) AS exposed,
    any(not_observable) AS not_observable,
    any(users) AS users,
    any(users_not_covered) AS users_not_covered,
    any(users_by_rung) AS users_by_rung,
    any(seen_by_rung) AS seen_by_rung
  FROM usage_window_v1
  WHERE days = {days:UInt16} AND end_day = {to:Date} AND kfunc != ''
    AND ({kfunc:String} = '' OR kfunc = {kfunc:String})
    AND (org, build) IN (@standing-roll-ups)
  GROUP BY kfunc, module, org
  UNION ALL
  SELECT '', '', '', 0, 0, 0, 0, [], []
) AS of_one
GROUP BY kfunc, module
