-- The same as kfunc-usage.sql in a window of any length: the epochs of a host are put together first.
SELECT
  countIf(was_exposed) AS exposed_hosts,
  uniqExactIf(organisation, was_exposed) AS exposed_organisations,
  countIf(NOT was_exposed AND was_hidden) AS not_observable,
  countIf(was_user) AS users,
  uniqExactIf(organisation, was_user) AS user_organisations,
  countIf(NOT was_user AND was_used) AS users_not_covered,
  sumForEach(covered) AS users_by_rung,
  sumForEach(shown) AS seen_by_rung
FROM (
  SELECT
    any(organisation) AS organisation,
    max(exposed != 0) AS was_exposed,
    max(hidden != 0) AS was_hidden,
    max(bitAnd(exposed, used) != 0) AS was_user,
    max(used != 0) AS was_used,
    maxForEach(arrayMap(days -> bitAnd(exposed, days) != 0, seen)) AS covered,
    maxForEach(arrayMap(days -> days != 0, seen)) AS shown
  FROM (@kfunc-days)
  GROUP BY one_host
)
