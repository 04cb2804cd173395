-- The catalogue asked, if a host of the scope reported it. As a text, so that what is no id is none.
SELECT catalogue_id FROM platform_catalogue_v1
WHERE lower(hex(catalogue_id)) = {catalogue:String}
  AND platform_id IN (SELECT platform_id FROM reach_v1 WHERE @in-scope)
