SELECT count() AS kfuncs, sum(user_organisations > 1) AS in_several_organisations, max(users) AS most_users, sum(users_not_covered > 0) AS with_users_not_covered
FROM reading_kfuncs(@asked)
WHERE users > 0 AND kfunc IN (SELECT kfunc FROM reading_lifecycle WHERE leaving = 1)
HAVING kfuncs > 0
