@in-scope
AND epoch BETWEEN intDiv(toUInt16(toDate({from:Date})), 64) AND intDiv(toUInt16(toDate({to:Date})), 64)
