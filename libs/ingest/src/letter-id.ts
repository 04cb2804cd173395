import type { Delivery } from './ports.ts';

/**
 * What a dead letter is known by: where its message stood, and when it was put there. A position
 * alone comes again when a topic or a queue file is made anew.
 */
export type LetterId = Pick<Delivery, 'position' | 'publishedAt'>;

/** Tells letters apart in one text. */
export const letterKey = ({ position, publishedAt }: LetterId): string =>
  `${publishedAt} ${position}`;
