-- One kfunc by kernel. A host counts on every kernel that it reported in the window.
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
  release,
  arch,
  distro,
  count() AS reporting,
  countIf(was_exposed) AS exposed,
  countIf(was_user) AS users
FROM (
  SELECT
    release, arch, distro, org, host_id,
    max(is_exposed) AS was_exposed,
    max(is_exposed AND is_holder) AS was_user
  FROM (
    SELECT
      kernel.release AS release,
      kernel.arch AS arch,
      kernel.distro AS distro,
      report.org AS org,
      report.host_id AS host_id,
      max(report.complete = 1 AND report.platform_id IN offering)
        AND NOT has(groupUniqArrayArrayIf(report.not_observable, report.complete = 1), {kfunc:String})
        AS is_exposed,
      max(report.in_time = 1 AND report.set_id IN holding) AS is_holder
    FROM host_day_v1 AS report
    INNER JOIN (
      SELECT DISTINCT platform_id, release, arch, distro FROM platform_v1
    ) AS kernel ON kernel.platform_id = report.platform_id
    WHERE report.org = {org:String} AND report.day BETWEEN {from:Date} AND {to:Date}
    GROUP BY release, arch, distro, report.day, org, host_id
  )
  GROUP BY release, arch, distro, org, host_id
)
GROUP BY release, arch, distro
ORDER BY release, arch, distro
