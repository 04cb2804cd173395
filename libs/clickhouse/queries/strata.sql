-- One kfunc by the values of one dimension. A host counts in every value in which it reported, and is
-- judged there by its reports of that value alone: the figures are those of a question that asks for
-- the value as its stratum.
SELECT
  value,
  count() AS reporting,
  countIf(was_exposed) AS exposed,
  countIf(was_user) AS users,
  uniqExactIf(org, was_exposed) AS exposed_organisations,
  uniqExactIf(org, was_user) AS user_organisations,
  countIf(was_hidden AND NOT was_exposed) AS not_observable
FROM (
  SELECT
    value, org, host_id,
    max(is_offered AND NOT is_hidden) AS was_exposed,
    max(is_offered AND NOT is_hidden AND is_holder) AS was_user,
    max(is_offered AND is_hidden) AS was_hidden
  FROM (
    SELECT
      value, org, host_id, day,
      @is-offered AS is_offered,
      @is-hidden AS is_hidden,
      max(in_time = 1 AND set_id IN (@holding)) AS is_holder
    FROM (
      SELECT
        if({dimension:String} = 'organisation', [toString(org)], kernel.value) AS value,
        org, host_id, day, platform_id, set_id, complete, in_time, not_observable
      FROM host_day_v1
      INNER JOIN (
        SELECT DISTINCT
          platform_id AS id,
          CASE {dimension:String}
            WHEN 'kernel' THEN [release, toString(arch), toString(distro)]
            WHEN 'release' THEN [release]
            WHEN 'line' THEN [@line-of-release]
            WHEN 'arch' THEN [toString(arch)]
            WHEN 'distro' THEN [toString(distro)]
            -- Said, since NULL, the default, is no array.
            ELSE []
          END AS value
        FROM platform_v1
      ) AS kernel ON kernel.id = platform_id
      WHERE @in-stratum
    )
    GROUP BY value, org, host_id, day
  )
  GROUP BY value, org, host_id
)
GROUP BY value
ORDER BY value
