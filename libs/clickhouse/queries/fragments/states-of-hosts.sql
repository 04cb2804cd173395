-- Hosts by the states they were in on the days of the window. A state is what one day showed:
-- platforms reported complete, sets reported in time, and kfuncs whose calls a complete report could
-- not have shown. A day on which only one row of a host was reported has the state of that row; only
-- the days that rows share are looked at one by one. Adding up the hosts counts each once.
SELECT org, states, count() AS hosts
FROM (
  SELECT any(part_org) AS org, arraySort(groupUniqArrayArray(part_states)) AS states
  FROM (
    SELECT
      host,
      any(org) AS part_org,
      groupArray((platform, set, hidden, complete_days, in_time_days)) AS entries,
      groupBitOr(in_time_days) AS days,
      bitAnd(days, bitNot(groupBitXor(in_time_days))) AS shared_by_two,
      -- Were a day shared by three rows, the count would not be that of the days of two.
      if(sum(bitCount(in_time_days)) - bitCount(days) = bitCount(shared_by_two), shared_by_two, days) AS shared,
      arrayConcat(
        arrayMap(
          entry -> ([entry.1], [entry.2], entry.3),
          arrayFilter(entry -> bitAnd(entry.4, bitNot(shared)) != 0, entries)),
        arrayMap(
          entry -> (CAST([], 'Array(FixedString(16))'), [entry.2], CAST([], 'Array(String)')),
          arrayFilter(entry -> bitAnd(bitAnd(entry.5, bitNot(entry.4)), bitNot(shared)) != 0, entries)),
        arrayMap(
          day -> (
            arraySort(arrayDistinct(arrayMap(entry -> entry.1, arrayFilter(entry -> bitTest(entry.4, day), entries)))),
            arraySort(arrayDistinct(arrayMap(entry -> entry.2, arrayFilter(entry -> bitTest(entry.5, day), entries)))),
            arraySort(arrayDistinct(arrayFlatten(arrayMap(entry -> entry.3, arrayFilter(entry -> bitTest(entry.4, day), entries)))))),
          bitPositionsToArray(shared))) AS part_states
    FROM (
      SELECT
        host, epoch, org,
        CAST(platform_id, 'FixedString(16)') AS platform,
        CAST(set_id, 'FixedString(16)') AS set,
        CAST(not_observable, 'Array(String)') AS hidden,
        @span-window AS in_window,
        bitAnd(complete, in_window) AS complete_days,
        bitAnd(in_time, in_window) AS in_time_days
      FROM host_span_v1
      WHERE @in-span-window AND platform_id IN (@stratum-platforms)
    )
    WHERE in_time_days != 0
    GROUP BY host, epoch
  )
  GROUP BY host
)
GROUP BY org, states
