-- Of the states of a host the days on which a complete report was of a platform that offers what is asked,
-- and none could not have shown its calls.
bitAnd(
  groupBitOrIf(complete_days, platform_id IN (@offering)),
  bitNot(groupBitOrIf(complete_days, @is-hidden)))
