-- The 28 days before the window among those of an epoch, as bits. A Date below 1970-01-01 would wrap
-- into the year 2149.
if(64 * toInt32(epoch) >= toInt32(toDate({from:Date})), toUInt64(0), bitAnd(
  bitShiftLeft(bitNot(toUInt64(0)), toUInt8(greatest(0, toInt32(toDate({from:Date})) - 28 - 64 * toInt32(epoch)))),
  bitShiftRight(bitNot(toUInt64(0)), toUInt8(least(63, greatest(0, 64 * toInt32(epoch) + 64 - toInt32(toDate({from:Date}))))))))
