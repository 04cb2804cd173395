-- Of each host the different states of its days in the window: for each platform and set that was reported
-- on a day whether that was in time and complete, and the kfuncs whose calls a complete report could not
-- have shown. As in states-of-hosts.sql, only days that rows share are looked at one by one; unlike
-- there, what was reported late is here, and each set stays with its platform.
SELECT any(part_org) AS org, arraySort(groupUniqArrayArray(part_states)) AS states
FROM (
  SELECT
    host AS one_host,
    any(org) AS part_org,
    groupArray((platform, set, hidden, complete_days, in_time_days, reported_days)) AS entries,
    groupBitOr(reported_days) AS days,
    bitAnd(days, bitNot(groupBitXor(reported_days))) AS shared_by_two,
    -- Were a day shared by three rows, the count would not be that of the days of two.
    if(sum(bitCount(reported_days)) - bitCount(days) = bitCount(shared_by_two), shared_by_two, days) AS shared,
    bitNot(shared) AS alone,
    arrayConcat(
      arrayMap(
        entry -> [(entry.1, entry.2, 1, 1, entry.3)],
        arrayFilter(entry -> bitAnd(entry.4, alone) != 0, entries)),
      arrayMap(
        entry -> [(entry.1, entry.2, 1, 0, CAST([], 'Array(String)'))],
        arrayFilter(entry -> bitAnd(bitAnd(entry.5, bitNot(entry.4)), alone) != 0, entries)),
      arrayMap(
        entry -> [(entry.1, entry.2, 0, 0, CAST([], 'Array(String)'))],
        arrayFilter(entry -> bitAnd(bitAnd(entry.6, bitNot(entry.5)), alone) != 0, entries)),
      arrayMap(
        day -> arraySort(arrayDistinct(arrayMap(
          entry -> (
            entry.1, entry.2,
            toUInt8(bitTest(entry.5, day)),
            toUInt8(bitTest(entry.4, day)),
            if(bitTest(entry.4, day), entry.3, CAST([], 'Array(String)'))),
          arrayFilter(entry -> bitTest(entry.6, day), entries)))),
        bitPositionsToArray(shared))) AS part_states
  FROM (
    SELECT
      host, epoch, org,
      CAST(platform_id, 'FixedString(16)') AS platform,
      CAST(set_id, 'FixedString(16)') AS set,
      CAST(not_observable, 'Array(String)') AS hidden,
      @span-window AS in_window,
      bitAnd(complete, in_window) AS complete_days,
      bitAnd(in_time, in_window) AS in_time_days,
      bitAnd(reported, in_window) AS reported_days
    FROM host_span_v1
    WHERE @in-span-window
  )
  WHERE reported_days != 0
  GROUP BY host, epoch
)
GROUP BY one_host
