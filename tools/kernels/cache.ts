import { homedir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@kfunc-census/config';

/** Where downloads are kept: one folder for every clone of this user. */
export const cacheDirectory = (): string =>
  readConfig(['KFUNC_CENSUS_CACHE']).KFUNC_CENSUS_CACHE ?? join(homedir(), '.cache/kfunc-census');
