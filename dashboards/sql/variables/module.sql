SELECT module AS value FROM reading_names WHERE kfunc = ${kfunc:singlequote} ORDER BY callable DESC, module LIMIT 100
