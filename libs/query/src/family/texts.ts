import { evidenceNotes } from '../texts.ts';

/** The sentences of families, beside those of every answer. */
export const familyNotes = {
  whole:
    'Family as a whole: a host is exposed when its kernel offers one member or more, and a user when a loaded program calls one or more, or has one inlined. Figures of members do not add up to it.',
  migration: evidenceNotes.migration,
  days: 'Figures of days do not add up to those of the window: a program or a host is counted on each of its days.',
  lifecycle: evidenceNotes.lifecycle,
} as const;
