-- The days of the window among those of an epoch, as bits. A shift is of less than the width.
if(toInt32(toDate({from:Date})) - 64 * toInt32(epoch) > 63, toUInt64(0), bitAnd(
  bitShiftLeft(bitNot(toUInt64(0)), toUInt8(least(63, greatest(0, toInt32(toDate({from:Date})) - 64 * toInt32(epoch))))),
  bitShiftRight(bitNot(toUInt64(0)), toUInt8(greatest(0, 64 * toInt32(epoch) + 63 - toInt32(toDate({to:Date})))))))
