-- Of each host the days of the window, as bits of span-days.sql, on which it reported, was exposed, hidden,
-- and a user, and on which a report in time showed what is asked, by rung. Of a window of over 64 days
-- (`by_epoch` 1) each epoch of a host is a row.
SELECT
  if({by_epoch:UInt8} = 1, sipHash128(host, epoch), host) AS part,
  any(host) AS one_host,
  any(sipHash64(org)) AS organisation,
  if({by_epoch:UInt8} = 1, 64 * toInt32(any(epoch)), toInt32(toDate({from:Date}))) AS first_day,
  groupBitOr(reported_days) AS reported,
  @exposed-days AS exposed,
  @hidden-days AS hidden,
  @used-days AS used,
  [
    groupBitOrIf(in_time_days, bitTest(shown, 0)),
    groupBitOrIf(in_time_days, bitTest(shown, 1)),
    groupBitOrIf(in_time_days, bitTest(shown, 2)),
    groupBitOrIf(in_time_days, bitTest(shown, 3)),
    groupBitOrIf(in_time_days, bitTest(shown, 4)),
    groupBitOrIf(in_time_days, bitTest(shown, 5)),
    groupBitOrIf(in_time_days, bitTest(shown, 6)),
    groupBitOrIf(in_time_days, bitTest(shown, 7))
  ] AS seen,
  groupArrayIf(held_number, bitAnd(shown, {use_bits:UInt8}) != 0) AS using_sets,
  groupArrayIf(in_time_days, bitAnd(shown, {use_bits:UInt8}) != 0) AS using_days
FROM (@kfunc-spans)
GROUP BY part
