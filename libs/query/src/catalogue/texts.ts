/** The sentences of answers about kernels and catalogues. */
export const catalogueNotes = {
  reach:
    'Of all that is stored, of any day: hosts that reported the kernel completely or not, in time or late.',
  builds:
    'A catalogue is known by its content: kernels that offer the same share one, and builds under one release may have several.',
  diff: 'Users are those of the window on whatever kernel, not of the kernels compared alone.',
  links:
    'Links: a declaration of the old prototype still links by name and shape; whether a program loads is not said.',
  uncertain:
    'Uncertain: the other catalogue was made without knowledge of the name, or one side lacks the tag that others have.',
} as const;

const listed = (nearest: readonly string[], what: string): string =>
  nearest.length === 0 ? '' : ` ${what}: ${nearest.join(', ')}.`;

/** The message for an id, or a release, that nothing in reach has. */
export function unknownCatalogue(asked: string, nearest: readonly string[]): string {
  return `No catalogue and no kernel in reach is "${asked}".${listed(nearest, 'Nearest')}`;
}

/** The message for a kernel, or a catalogue, of which no content arrived. */
export function withoutContent(asked: string): string {
  return `"${asked}" is in reach, and no content of its catalogues arrived.`;
}

/** The message for a kernel, or a catalogue, that is not of the module asked. */
export function withoutModule(asked: string, module: string): string {
  return `No catalogue of the module ${module} arrived of "${asked}".`;
}

/** The message for a release of which several builds were reported; `ids` as `id (module)`. */
export function ambiguousRelease(asked: string, ids: readonly string[]): string {
  return `"${asked}" has several catalogues of one module, each known by its id: ${ids.join(', ')}; \`module\` compares one module alone`;
}
