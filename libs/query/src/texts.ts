/**
 * The sentences of answers. They say what was observed, never what to do about it; a test pins the
 * wording of everything that leaves through an answer.
 */
export const notes = {
  exposed:
    'Exposed: hosts that sent, on some UTC day of the window, a complete report in time from a kernel whose catalogues offer the kfunc to programs, and none that could not have shown its calls.',
  users:
    'Users: exposed hosts on which, on such a day, a loaded program shows the kfunc as called or inlined. A program that looks like a feature probe is listed and not counted.',
  notCovered:
    'Hosts without complete coverage are in no denominator; users among them are counted apart.',
  organisations:
    'Organisations are volunteers. Each counts as a non-user when none of its exposed hosts shows the kfunc. Interval: Wilson score, 95 %. Bound without users: one-sided, 95 %.',
  unseen: 'Programs that came and went between two scans are counted as unseen, not as use.',
  today: 'The window includes today, which is not over: its figures can still grow.',
  openDays:
    'Open days: not everything that was accepted on them is known to be stored; their figures can still grow.',
  strata: 'Figures of strata add up for a single day only.',
} as const;

/** The sentences that an evidence block adds: how it was measured, and what it cannot show. */
export const evidenceNotes = {
  rungs:
    'Called: a call in the translated instructions of a loaded program. Inlined: the verifier replaced the call, and the line text of the program shows it. Other rungs are no use.',
  hostShare:
    'A share of hosts is a count and has no interval of its own: hosts of one organisation are often clones. Across organisations: ratio estimate, organisations as clusters, Student t, 95 %, only where hosts weigh like those of ten organisations or more.',
  strata: notes.strata,
  named:
    'Programs and loaders are named as hosts reported them; programs are listed on every rung and on hosts exposed or not, loaders of users alone.',
  migration:
    'Migration: a program is in one class, by the names that it calls, has inlined, or that its object names. Unknown: it carries a name of one side, and the other names of its object are not known.',
  lifecycle:
    'Lifecycle data speaks of kernels as released upstream; vendors carry kfuncs back and leave others out. Exposure comes from what each running kernel offers, never from this data.',
  unreached:
    'Not in any figure: hosts without an agent, and programs that no reporting host has loaded.',
  hash: 'Hash: SHA-256 over the canonical JSON (RFC 8785) of the block, which holds no time of asking. The same question over the same days gives the same hash, or a comparison names the days that changed.',
} as const;

/** What a count of users among exposed hosts says, in words. */
export function hostStatement(users: number, exposed: number, organisations: number): string {
  if (exposed === 0) return 'not exposed anywhere';
  const among = `${users} of ${exposed} exposed ${exposed === 1 ? 'host' : 'hosts'}`;
  if (users > 0) return among;
  return `${among} in ${organisations} ${organisations === 1 ? 'organisation' : 'organisations'}`;
}

/** The message for a name that nothing in reach knows. */
export function unknownKfunc(name: string, nearest: readonly string[]): string {
  const known = nearest.length === 0 ? '' : ` Nearest names: ${nearest.join(', ')}.`;
  return `No catalogue and no report in reach names "${name}".${known}`;
}
