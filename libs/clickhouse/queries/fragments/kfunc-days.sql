-- Of each host the days of the window, as bits, on which a complete report was of a platform that
-- offers the kfunc, on which one could not have shown its calls, and on which a report in time showed
-- it, by rung. A window that fits into 64 days is counted from its first day, so that one number holds
-- it; of a longer one (`by_epoch` 1) each epoch of a host is a row.
WITH
  (SELECT (groupArray(set_id), groupArray(shown)) FROM (@held-rungs)) AS held
SELECT
  if({by_epoch:UInt8} = 1, sipHash128(host, epoch), host) AS part,
  any(host) AS one_host,
  any(sipHash64(org)) AS organisation,
  bitAnd(
    groupBitOrIf(complete_days, platform_id IN (@offering)),
    bitNot(groupBitOrIf(complete_days, has(not_observable, {kfunc:String})))) AS exposed,
  bitAnd(
    groupBitOrIf(complete_days, platform_id IN (@offering)),
    groupBitOrIf(complete_days, has(not_observable, {kfunc:String}))) AS hidden,
  groupBitOrIf(in_time_days, bitAnd(shown, {use_bits:UInt8}) != 0) AS used,
  [
    groupBitOrIf(in_time_days, bitTest(shown, 0)),
    groupBitOrIf(in_time_days, bitTest(shown, 1)),
    groupBitOrIf(in_time_days, bitTest(shown, 2)),
    groupBitOrIf(in_time_days, bitTest(shown, 3)),
    groupBitOrIf(in_time_days, bitTest(shown, 4)),
    groupBitOrIf(in_time_days, bitTest(shown, 5)),
    groupBitOrIf(in_time_days, bitTest(shown, 6)),
    groupBitOrIf(in_time_days, bitTest(shown, 7))
  ] AS seen
FROM (
  SELECT
    host, epoch, org, platform_id, not_observable,
    if({by_epoch:UInt8} = 1, 0, 64 * toInt32(epoch) - toInt32(toDate({from:Date}))) AS ahead,
    @span-window AS in_window,
    bitShiftRight(bitShiftLeft(bitAnd(complete, in_window), toUInt8(greatest(ahead, 0))), toUInt8(greatest(-ahead, 0))) AS complete_days,
    bitShiftRight(bitShiftLeft(bitAnd(in_time, in_window), toUInt8(greatest(ahead, 0))), toUInt8(greatest(-ahead, 0))) AS in_time_days,
    transform(set_id, held.1, held.2, toUInt8(0)) AS shown
  FROM host_span_v1
  WHERE @in-span-window AND platform_id IN (@stratum-platforms)
)
GROUP BY part
