-- Of some organisations, the figures of every kfunc in the window.
INSERT INTO usage_window_v1
  (days, end_day, kfunc, module, org, build,
   exposed, not_observable, users, users_not_covered, users_by_rung, seen_by_rung)
SELECT
  {days:UInt16}, {to:Date}, kfunc, module, figures.org, of_build.build,
  exposed, not_observable, users, users_not_covered, users_by_rung, seen_by_rung
FROM (@figures-by-organisation) AS figures
INNER JOIN (@builds) AS of_build ON of_build.org = figures.org
SETTINGS max_execution_time = 600
