-- Every kfunc that was offered or used in the window, as queries/kfunc-figures.sql: hosts whose days look
-- the same are one profile.
CREATE OR REPLACE VIEW @view(reading_kfuncs) AS
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
