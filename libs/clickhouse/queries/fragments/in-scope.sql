-- Of the organisations asked, or of every one; of none that is quarantined. A flag beside the names, so
-- that no name, '' included, ever means "every one".
(({every_org:UInt8} = 1 OR org IN {orgs:Array(String)}) AND org NOT IN (@quarantined))
