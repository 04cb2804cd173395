-- States of hosts in the window and stratum, with their days of the window as bits. Those of a window
-- that fits into 64 days are counted from its first day, so that one number holds it; those of a longer
-- one (`by_epoch` 1) from the first day of the epoch.
SELECT
  host, epoch, org, platform_id, set_id, not_observable,
  if({by_epoch:UInt8} = 1, 0, 64 * toInt32(epoch) - toInt32(toDate({from:Date}))) AS ahead,
  @span-window AS in_window,
  bitShiftRight(bitShiftLeft(bitAnd(reported, in_window), toUInt8(greatest(ahead, 0))), toUInt8(greatest(-ahead, 0))) AS reported_days,
  bitShiftRight(bitShiftLeft(bitAnd(complete, in_window), toUInt8(greatest(ahead, 0))), toUInt8(greatest(-ahead, 0))) AS complete_days,
  bitShiftRight(bitShiftLeft(bitAnd(in_time, in_window), toUInt8(greatest(ahead, 0))), toUInt8(greatest(-ahead, 0))) AS in_time_days
FROM host_span_v1
WHERE @in-span-window AND platform_id IN (@stratum-platforms)
