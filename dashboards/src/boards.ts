import { deprecation } from './deprecation/board.ts';
import { explorer } from './explorer/board.ts';
import { kernel } from './kernel/board.ts';
import type { Board } from './kit/board.ts';
import { overview } from './overview/board.ts';
import { pipeline } from './pipeline/board.ts';

/** All dashboards, from the general to the specific. */
export const boards: readonly Board[] = [overview, explorer, deprecation, pipeline, kernel];
