-- Of the organisation asked, or of every one. A flag beside the name, so that no name, '' included,
-- ever means "every one".
({every_org:UInt8} = 1 OR org = {org:String})
