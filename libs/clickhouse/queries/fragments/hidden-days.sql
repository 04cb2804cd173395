-- Of the states of a host the days on which it is not exposed for the second reason alone.
bitAnd(
  groupBitOrIf(complete_days, platform_id IN (@offering)),
  groupBitOrIf(complete_days, @is-hidden))
