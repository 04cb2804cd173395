-- One kfunc by day; days without reports are there, all zero.
WITH
  offering AS (
    SELECT platform_id FROM platform_catalogue_v1
    WHERE catalogue_id IN (
      SELECT catalogue_id FROM catalogue_v1
      WHERE kfunc = {kfunc:String} AND module = {module:String} AND callable = 1)
  ),
  holding AS (
    SELECT set_id FROM set_member_v1
    WHERE kind = 'program' AND probe = 0 AND (member_id, evidence_id) IN (
      SELECT program_id, evidence_id FROM program_kfunc_v1
      WHERE kfunc = {kfunc:String} AND module = {module:String} AND has({use_rungs:Array(String)}, status))
  )
SELECT
  day,
  count() AS reporting,
  countIf(is_exposed) AS exposed,
  countIf(is_exposed AND is_holder) AS users
FROM (
  SELECT
    day, org, host_id,
    max(complete = 1 AND platform_id IN offering)
      AND NOT has(groupUniqArrayArrayIf(not_observable, complete = 1), {kfunc:String}) AS is_exposed,
    max(in_time = 1 AND set_id IN holding) AS is_holder
  FROM host_day_v1
  WHERE org = {org:String} AND day BETWEEN {from:Date} AND {to:Date}
    AND platform_id IN (
      SELECT platform_id FROM platform_v1
      WHERE ({release:String} = '' OR release = {release:String})
        AND ({distro:String} = '' OR distro = {distro:String})
        AND ({arch:String} = '' OR arch = {arch:String}))
  GROUP BY day, org, host_id
)
GROUP BY day
ORDER BY day WITH FILL FROM {from:Date} TO toDate({to:Date}) + 1
