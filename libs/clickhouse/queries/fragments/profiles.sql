-- Hosts that held the same ones of `asked_sets` (ids, of the query) in time, by set. Clones are one
-- profile, so that what their sets show is worked out once; each host has one profile.
SELECT organisation, hosts, sipHash128(organisation, numbers) AS profile, asked_sets[arrayJoin(numbers)] AS set_id
FROM (
  SELECT organisation, numbers, count() AS hosts
  FROM (
    SELECT any(sipHash64(org)) AS organisation, arraySort(groupUniqArray(number)) AS numbers
    FROM (
      SELECT host, org, transform(set_id, asked_sets, arrayEnumerate(asked_sets), toUInt32(0)) AS number
      FROM host_span_v1
      WHERE @was-in-time
    )
    WHERE number != 0
    GROUP BY host
  )
  GROUP BY organisation, numbers
)
