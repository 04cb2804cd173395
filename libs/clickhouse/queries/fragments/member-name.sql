-- The name asked that a name stands for: the very name, else the one without its libbpf flavour (what
-- follows the last `___` between two characters that are no underscores); '' where neither is asked.
multiIf(
  has({names:Array(String)}, kfunc), kfunc,
  has({names:Array(String)}, extract(kfunc, '(?s)^(.*[^_])___[^_]')), extract(kfunc, '(?s)^(.*[^_])___[^_]'),
  '')
