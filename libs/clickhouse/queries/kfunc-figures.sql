-- Figures of every kfunc that was offered or held in the window; hosts of organisations are distinct.
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
FROM (@figures-by-organisation) AS of_one
GROUP BY kfunc, module
