-- Of the reports of a host and day: whether a complete one could not have shown calls of the kfunc.
has(groupUniqArrayArrayIf(not_observable, complete = 1), {kfunc:String})
