-- Names that stand for one function, as if they were one kfunc of any module.
SELECT
  countIf(was_exposed) AS exposed,
  uniqExactIf(org, was_exposed) AS exposed_organisations,
  countIf(was_hidden AND NOT was_exposed) AS not_observable,
  countIf(was_user) AS users,
  uniqExactIf(org, was_user) AS user_organisations,
  countIf(was_holder AND NOT was_user) AS users_not_covered
FROM (
  SELECT
    org,
    host_id,
    max(is_offered AND NOT is_hidden) AS was_exposed,
    max(is_offered AND is_hidden) AS was_hidden,
    max(is_offered AND NOT is_hidden AND is_holder) AS was_user,
    max(is_holder) AS was_holder
  FROM (
    SELECT
      day,
      org,
      host_id,
      max(complete = 1 AND platform_id IN (
        SELECT platform_id FROM platform_catalogue_v1
        WHERE catalogue_id IN (
          SELECT catalogue_id FROM catalogue_v1
          WHERE has({names:Array(String)}, kfunc) AND callable = 1))) AS is_offered,
      hasAny(groupUniqArrayArrayIf(not_observable, complete = 1), {names:Array(String)}) AS is_hidden,
      max(in_time = 1 AND set_id IN (
        SELECT set_id FROM set_member_v1
        WHERE kind = 'program' AND probe = 0 AND (member_id, evidence_id) IN (
          SELECT program_id, evidence_id FROM program_kfunc_v1
          WHERE has({names:Array(String)}, kfunc) AND has({use_rungs:Array(String)}, status)))) AS is_holder
    FROM host_day_v1
    WHERE @in-stratum
    GROUP BY day, org, host_id
  )
  GROUP BY org, host_id
)
