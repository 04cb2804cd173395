-- Every kfunc that was offered or used in the window, counted from reports where no roll-up answers: hosts
-- whose days look the same are one profile.
CREATE OR REPLACE VIEW @view(reading_counted_kfuncs) AS
WITH
  profiles AS (
    SELECT org, days, count() AS hosts
    FROM (
      SELECT org, host_id, arraySort(groupUniqArray((platforms, sets, hidden))) AS days
      FROM (
        SELECT
          org,
          host_id,
          day,
          arraySort(groupUniqArrayIf(platform_id, complete = 1)) AS platforms,
          arraySort(groupUniqArrayIf(set_id, in_time = 1)) AS sets,
          arraySort(groupUniqArrayArrayIf(not_observable, complete = 1)) AS hidden
        FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
          lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
        -- Known before anything is read: a false one reads nothing.
        WHERE (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0
        GROUP BY org, host_id, day
      )
      GROUP BY org, host_id
    )
    GROUP BY org, days
  ),
  entries AS (
    SELECT
      org,
      hosts,
      sipHash128(org, days) AS profile,
      day_number,
      days[day_number].3 AS hidden,
      arrayJoin(arrayConcat(
        arrayMap(id -> (1, id), days[day_number].1),
        arrayMap(id -> (0, id), days[day_number].2))) AS entry
    FROM profiles
    ARRAY JOIN arrayEnumerate(days) AS day_number
  ),
  content AS (
    SELECT 1 AS is_offer, platform_id AS id, kfunc, module FROM reading_offers
    UNION ALL
    SELECT DISTINCT 0 AS is_offer, set_id AS id, kfunc, module FROM reading_uses
  ),
  by_day AS (
    SELECT
      profile,
      day_number,
      any(org) AS org,
      any(hosts) AS hosts,
      content.kfunc AS kfunc,
      content.module AS module,
      max(content.is_offer = 1 AND NOT has(entries.hidden, content.kfunc)) AS is_exposed,
      max(content.is_offer = 1 AND has(entries.hidden, content.kfunc)) AS is_hidden,
      max(content.is_offer = 0) AS is_holder
    FROM entries
    INNER JOIN content ON content.is_offer = entries.entry.1 AND content.id = entries.entry.2
    GROUP BY profile, day_number, kfunc, module
  ),
  by_profile AS (
    SELECT
      any(org) AS org,
      any(hosts) AS hosts,
      kfunc,
      module,
      max(is_exposed) AS was_exposed,
      max(is_hidden) AS was_hidden,
      max(is_exposed AND is_holder) AS was_user,
      max(is_holder) AS was_holder
    FROM by_day
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
    AND (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 1
    AND build IN (SELECT build FROM reading_builds(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}))
) AS of_one
GROUP BY kfunc, module
UNION ALL
SELECT *
FROM reading_counted_kfuncs(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)});
