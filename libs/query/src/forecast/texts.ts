/** The sentences of a forecast, beside those of every answer. */
export const forecastNotes = {
  hosts:
    'A host, a loader or an organisation with members of several outcomes is counted in each. Hosts not covered are in the counts as far as their reports name objects and programs; what else they load is not known.',
  part: 'Not every object of the window was looked at: all counts of outcomes are of a part.',
  links: 'Links: nothing that was seen stands against it; whether it loads is not said.',
} as const;

/** The message for a patch that names no kfunc. */
export function noKfuncsInPatch(hunks: number): string {
  return hunks === 0
    ? 'patch: expected a unified diff; no hunk was found.'
    : `patch: ${hunks} hunks were read, and none removes, adds or changes a kfunc.`;
}

/** The message for a kfunc to remove that nothing knows. */
export function unknownRemoval(name: string, nearest: readonly string[]): string {
  const known = nearest.length === 0 ? '' : ` Nearest names: ${nearest.join(', ')}.`;
  return `Neither the lifecycle data nor anything in reach names "${name}".${known}`;
}
