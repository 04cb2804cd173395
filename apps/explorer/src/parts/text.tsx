import { visible } from '../view/format.ts';

/** A text that hosts or people sent: as it is, apart in its direction, with hidden characters shown. */
export const Text = ({ children }: { children: string }) => <bdi>{visible(children)}</bdi>;

/** Something that is not known, so that it never looks like a figure. */
export const Unknown = ({ children = 'unknown' }: { children?: string }) => (
  <span class="unknown">{children}</span>
);
