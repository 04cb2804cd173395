/** Words of advice: what was observed is said, what follows from it is the reader's. */
export const verdict =
  /\b(safe|unsafe|should|must|shall|ought|need(s|ed)? to|recommend\w*|advis\w*|can be removed|may be removed|remov\w*|delet\w*|drop\w*|keep|kept|deprecat\w*|dead|obsolete|useless|important|please)\b/i;

/**
 * The facts of the lifecycle data that a verdict would be told with, as an evidence block tells them:
 * a kernel line and what happened to the name in it. Everything else is held to `verdict`.
 */
export const lifecycleFact =
  /\b(removed|renamed) in \d+\.\d+\b|\b\d+ removed, \d+ renamed\b|"kind":"removed"/g;
