-- Whether complete reports of the state could not have shown calls of what is asked.
hasAny(not_observable, {names:Array(String)})
