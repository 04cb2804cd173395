export { type Rung, rungs, useRungs } from './rung.ts';
