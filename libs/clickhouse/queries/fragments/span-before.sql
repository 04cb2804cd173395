-- The 28 days before the window among those of an epoch, as bits. A Date below 1970-01-01 would wrap
-- into the year 2149.
bitAnd(
  bitShiftLeft(bitNot(toUInt64(0)), toUInt8(greatest(0, toInt32(toDate({from:Date})) - 28 - 64 * toInt32(epoch)))),
  bitShiftRight(bitNot(toUInt64(0)), toUInt8(greatest(0, 64 * toInt32(epoch) + 64 - toInt32(toDate({from:Date}))))))
