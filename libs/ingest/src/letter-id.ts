import type { LetterId } from './ports.ts';

/** Tells dead letters apart in one text. */
export const letterKey = ({ position, publishedAt }: LetterId): string =>
  `${publishedAt} ${position}`;
