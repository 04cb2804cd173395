-- Platforms of which a catalogue offers the kfunc to programs.
SELECT platform_id FROM platform_catalogue_v1
WHERE catalogue_id IN (
  SELECT catalogue_id FROM catalogue_v1
  WHERE kfunc = {kfunc:String} AND module = {module:String} AND callable = 1)
