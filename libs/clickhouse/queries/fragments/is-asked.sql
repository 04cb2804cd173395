-- Of the rows by kfunc and module: those of the one asked, or of several names of any module as if they
-- were one.
kfunc IN {names:Array(String)} AND ({any_module:UInt8} = 1 OR module = {module:String})
