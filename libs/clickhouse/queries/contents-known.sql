-- How many of some contents are stored.
SELECT count() AS known FROM content_known_v1
WHERE content_id IN (SELECT arrayJoin(arrayMap(id -> toFixedString(unhex(id), 16), {ids:Array(String)})))
