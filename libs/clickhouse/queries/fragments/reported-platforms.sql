-- Platforms that each host of the scope reported, of any day, in time or late.
SELECT platform_id, org, host_id, min(day) AS first_day, max(day) AS last_day
FROM host_day_v1
WHERE @in-scope
GROUP BY platform_id, org, host_id
