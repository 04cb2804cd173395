@in-scope
AND ({kfunc:String} = '' OR kfunc = {kfunc:String})
AND toDate(received_at) <= {day:Date}
