/** The sentences of a week beside the week before, beside those of every answer. */
export const changeNotes = {
  weeks:
    'Gained: used in the week by some host, covered or not, and by none in the week before. Lost: the other way round. Exposed hosts of the two weeks differ.',
  notSeen:
    'Not seen: some host that used it in the week before was not exposed in the week, so that its use would not have shown. Of a week that is not over, that may change.',
} as const;
