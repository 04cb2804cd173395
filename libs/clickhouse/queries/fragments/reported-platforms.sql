-- Hosts that reported the same platforms, of any day, in time or late, by platform: as in profiles.sql.
SELECT organisation, hosts, sipHash128(organisation, platforms) AS profile, arrayJoin(platforms) AS platform_id
FROM (
  SELECT organisation, platforms, count() AS hosts
  FROM (
    SELECT any(sipHash64(org)) AS organisation, arraySort(groupUniqArray(CAST(platform_id, 'FixedString(16)'))) AS platforms
    FROM host_span_v1
    WHERE @in-scope
    GROUP BY host
  )
  GROUP BY organisation, platforms
)
