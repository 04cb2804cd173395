kfunc = ${kfunc:singlequote}, module = ${module:singlequote}
