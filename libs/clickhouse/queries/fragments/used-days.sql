-- Of the states of a host the days on which a report in time showed use.
groupBitOrIf(in_time_days, bitAnd(shown, {use_bits:UInt8}) != 0)
