-- Figures of what is asked in a window of at most 64 days: each row of kfunc-days.sql is a host.
SELECT
  countIf(exposed != 0) AS exposed_hosts,
  uniqExactIf(organisation, exposed != 0) AS exposed_organisations,
  countIf(exposed = 0 AND hidden != 0) AS not_observable,
  countIf(bitAnd(exposed, used) != 0) AS users,
  uniqExactIf(organisation, bitAnd(exposed, used) != 0) AS user_organisations,
  countIf(used != 0 AND bitAnd(exposed, used) = 0) AS users_not_covered,
  sumForEach(arrayMap(days -> bitAnd(exposed, days) != 0, seen)) AS users_by_rung,
  sumForEach(arrayMap(days -> days != 0, seen)) AS seen_by_rung
FROM (@kfunc-days)
