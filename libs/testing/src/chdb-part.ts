import { createRequire } from 'node:module';
import { type RealPart, realPart } from './real-part.ts';

const load = createRequire(import.meta.url);

/** Whether the in-process ClickHouse engine can be loaded here: it is a native package per platform. */
export function clickHouseEngine(): RealPart {
  return realPart('ClickHouse engine (chdb)', () => {
    try {
      load('chdb');
      return true;
    } catch (cause) {
      return `the npm package chdb cannot be loaded (${cause instanceof Error ? cause.message : cause})`;
    }
  });
}
