-- Platforms of which a catalogue offers one of the names to programs: of the module, or of any.
SELECT platform_id FROM platform_catalogue_v1
WHERE catalogue_id IN (SELECT catalogue_id FROM catalogue_v1 WHERE @is-asked AND callable = 1)
