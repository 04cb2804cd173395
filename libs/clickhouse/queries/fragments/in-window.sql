@in-scope AND day BETWEEN {from:Date} AND {to:Date}
