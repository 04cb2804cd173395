from = toDate($__toTime, 'UTC') - 14, to = toDate($__toTime, 'UTC') - 8, @every-host
