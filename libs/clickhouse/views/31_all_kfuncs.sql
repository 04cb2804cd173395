-- Every kfunc that was offered or used in the window, from states of hosts where no roll-up answers.
CREATE OR REPLACE VIEW @view(reading_counted_kfuncs) AS
WITH
  parts AS (
    SELECT
      profile,
      part,
      any(org) AS organisation,
      any(of_row.hosts) AS hosts,
      groupArray((CAST(platform_id, 'FixedString(16)'), CAST(set_id, 'FixedString(16)'), complete, in_time)) AS reports,
      groupArrayIf((not_observable, complete), notEmpty(not_observable)) AS hiding
    FROM #reading_states AS of_row
    -- Known before anything is read: a false one reads nothing.
    WHERE built.3 = 0
    GROUP BY profile, part
  ),
  entries AS (
    SELECT
      profile,
      part,
      organisation,
      hosts,
      hiding,
      arrayJoin(arrayConcat(
        arrayMap(one -> (1, one.1, one.3), reports),
        arrayMap(one -> (0, one.2, one.4), reports))) AS entry
    FROM parts
  ),
  content AS (
    SELECT 1 AS is_offer, platform_id AS id, kfunc, module FROM reading_offers
    WHERE built.3 = 0
    UNION ALL
    SELECT DISTINCT 0 AS is_offer, set_id AS id, kfunc, module FROM reading_uses
    WHERE built.3 = 0
  ),
  by_part AS (
    SELECT
      profile,
      any(organisation) AS org,
      any(entries.hosts) AS hosts,
      content.kfunc AS kfunc,
      content.module AS module,
      arrayReduce('groupBitOr', arrayMap(one -> one.2, arrayFilter(one -> has(one.1, kfunc), any(hiding)))) AS hidden,
      groupBitOrIf(entry.3, content.is_offer = 1) AS offered,
      groupBitOrIf(entry.3, content.is_offer = 0) AS used
    FROM entries
    INNER JOIN content ON content.is_offer = entries.entry.1 AND content.id = entries.entry.2
    GROUP BY profile, part, kfunc, module
  ),
  by_profile AS (
    SELECT
      any(by_part.org) AS org,
      any(by_part.hosts) AS hosts,
      kfunc,
      module,
      max(bitAnd(offered, bitNot(hidden)) != 0) AS was_exposed,
      max(bitAnd(offered, hidden) != 0) AS was_hidden,
      max(bitAnd(bitAnd(offered, bitNot(hidden)), used) != 0) AS was_user,
      max(used != 0) AS was_holder
    FROM by_part
    GROUP BY profile, kfunc, module
  )
SELECT
  kfunc,
  module,
  sumIf(hosts, was_exposed = 1) AS exposed,
  sumIf(hosts, was_user = 1) AS users,
  uniqExactIf(org, was_exposed = 1) AS exposed_organisations,
  uniqExactIf(org, was_user = 1) AS user_organisations,
  sumIf(hosts, was_hidden = 1 AND was_exposed = 0) AS not_observable,
  sumIf(hosts, was_holder = 1 AND was_user = 0) AS users_not_covered
FROM by_profile
GROUP BY kfunc, module;

-- The same from roll-ups, which hold one row for each organisation, or counted where there is none.
CREATE OR REPLACE VIEW @view(reading_kfuncs) AS
SELECT
  kfunc,
  module,
  sum(of_one.exposed) AS exposed,
  sum(of_one.users) AS users,
  countIf(of_one.exposed > 0) AS exposed_organisations,
  countIf(of_one.users > 0) AS user_organisations,
  sum(of_one.not_observable) AS not_observable,
  sum(of_one.users_not_covered) AS users_not_covered
FROM (
  SELECT DISTINCT kfunc, toString(module) AS module, build, exposed, users, not_observable, users_not_covered
  FROM usage_window_v1
  WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date} AND kfunc != ''
    AND built.3 = 1
    AND build IN built.1
) AS of_one
GROUP BY kfunc, module
UNION ALL
SELECT *
FROM #reading_counted_kfuncs;
