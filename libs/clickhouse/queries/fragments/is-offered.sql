-- Of the reports of a host and day: whether a complete one is of a platform that offers the kfunc.
max(complete = 1 AND platform_id IN (@offering))
