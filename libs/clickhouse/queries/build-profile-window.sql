-- Of some organisations, the profiles of hosts in a window of several days.
INSERT INTO profile_window_v1
  (days, end_day, org, build, profile, platform_id, set_id, not_observable, reported, in_time, complete, hosts)
SELECT
  {days:UInt16}, {to:Date}, profiles.org, of_build.build,
  profile, platform_id, set_id, not_observable, reported, in_time, complete, hosts
FROM (@profiles-of-window) AS profiles
INNER JOIN (@builds) AS of_build ON of_build.org = profiles.org
SETTINGS max_execution_time = 600
