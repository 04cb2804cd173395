-- The kfunc named or, for '', all.
({kfunc:String} = '' OR kfunc = {kfunc:String})
