-- Exposed hosts, users and rungs of every kfunc that was offered or held in the window.
--
-- Hosts whose days look the same are one profile, so that clones are worked out once. A day of a
-- profile is (platforms reported complete, sets reported in time, kfuncs whose calls a complete report
-- of the day could not have shown). Adding up the hosts of profiles is
-- a count of distinct hosts: each host has one profile.
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
        FROM host_day_v1
        WHERE @in-stratum
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
        arrayMap(id -> ('platform', id), days[day_number].1),
        arrayMap(id -> ('set', id), days[day_number].2))) AS entry
    FROM profiles
    ARRAY JOIN arrayEnumerate(days) AS day_number
  ),
  content AS (
    SELECT
      'platform' AS source,
      of_platform.platform_id AS id,
      offered.kfunc AS kfunc,
      offered.module AS module,
      1 AS is_offer,
      CAST([], 'Array(String)') AS rungs
    FROM platform_catalogue_v1 AS of_platform
    INNER JOIN catalogue_v1 AS offered ON offered.catalogue_id = of_platform.catalogue_id
    WHERE offered.callable = 1 AND ({kfunc:String} = '' OR offered.kfunc = {kfunc:String})
    GROUP BY id, kfunc, module
    UNION ALL
    SELECT
      'set' AS source,
      member.set_id AS id,
      held.kfunc AS kfunc,
      held.module AS module,
      0 AS is_offer,
      groupUniqArray(held.status) AS rungs
    FROM set_member_v1 AS member
    INNER JOIN (@held-kfuncs) AS held
    ON held.kind = member.kind AND held.member_id = member.member_id AND held.evidence_id = member.evidence_id
    WHERE member.probe = 0
    GROUP BY id, kfunc, module
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
      groupUniqArrayArray(content.rungs) AS held_rungs
    FROM entries
    INNER JOIN content ON content.source = entries.entry.1 AND content.id = entries.entry.2
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
      groupUniqArrayArrayIf(held_rungs, is_exposed = 1) AS covered,
      groupUniqArrayArray(held_rungs) AS seen
    FROM by_day
    GROUP BY profile, kfunc, module
  )
SELECT
  kfunc,
  module,
  sumIf(hosts, was_exposed = 1) AS exposed,
  uniqExactIf(org, was_exposed = 1) AS exposed_organisations,
  sumIf(hosts, was_hidden = 1 AND was_exposed = 0) AS not_observable,
  sumIf(hosts, hasAny(covered, {use_rungs:Array(String)})) AS users,
  uniqExactIf(org, hasAny(covered, {use_rungs:Array(String)})) AS user_organisations,
  sumIf(hosts, hasAny(seen, {use_rungs:Array(String)}) AND NOT hasAny(covered, {use_rungs:Array(String)}))
    AS users_not_covered,
  sumMap(mapFromArrays(covered, arrayMap(rung -> hosts, covered))) AS users_by_rung,
  sumMap(mapFromArrays(seen, arrayMap(rung -> hosts, seen))) AS seen_by_rung
FROM by_profile
GROUP BY kfunc, module
