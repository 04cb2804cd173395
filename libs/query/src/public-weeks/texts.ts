/** The sentences of a published week. */
export const publicNotes = {
  small:
    'Numbers of hosts from 1 to 4 are shown as that range. Others are withheld, as "at least" or with their whole table, where a small one could be calculated from them.',
  organisations:
    'Organisations are exact, except where hosts are shown as a range: then they are within the same range.',
  exposed:
    'Exposed: hosts that sent, on some UTC day of the week, a complete report in time from a kernel whose catalogues offer the kfunc to programs, and none that could not have shown its calls.',
  users:
    'Users: exposed hosts on which, on such a day, a loaded program shows the kfunc as called or inlined.',
  parts:
    'A host that changed its kernel, distribution or architecture within the week is in several parts.',
  names:
    'Kfuncs that are not upstream, and distributions, are named where hosts of two organisations have them; so are kernel lines and architectures that are not upstream.',
  fixed: 'Built once, of complete days. What came later is in no published week.',
} as const;
