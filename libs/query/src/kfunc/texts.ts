import { evidenceNotes } from '../texts.ts';

/** The sentences of the parts of a kfunc, beside those of every answer. */
export const kfuncNotes = {
  lifecycle: evidenceNotes.lifecycle,
  uses: 'A host with programs of several types or loaders is counted in each; these figures do not add up to the users.',
  programs:
    'Programs are listed on every rung and on hosts exposed or not, as hosts reported them; probes are marked.',
  coUse:
    'Used together: programs that call both on one kernel, or have them inlined, on hosts exposed or not.',
  trend:
    'Trend: the last complete days of the window in two stretches of equal length. It says nothing of why: the exposed hosts of the two differ, too. Open days are in no stretch.',
} as const;
