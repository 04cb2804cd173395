import core from '../data/core.json' with { type: 'json' };
import familiesFile from '../data/families.json' with { type: 'json' };
import network from '../data/network.json' with { type: 'json' };
import schedExt from '../data/sched-ext.json' with { type: 'json' };
import setsFile from '../data/sets.json' with { type: 'json' };
import subsystems from '../data/subsystems.json' with { type: 'json' };
import tests from '../data/tests.json' with { type: 'json' };
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { readEntries, readFamilies, readSets } from './schema.ts';
import type { LifecycleData } from './types.ts';

const files: Readonly<Record<string, unknown>> = {
  'core.json': core,
  'network.json': network,
  'sched-ext.json': schedExt,
  'subsystems.json': subsystems,
  'tests.json': tests,
};

/** The reviewed data of libs/lifecycle/data, read and of the right shape. */
export const lifecycleData: LifecycleData = {
  entries: Object.entries(files).flatMap(([file, entries]) => readEntries(entries, file)),
  sets: readSets(setsFile, 'sets.json'),
  families: readFamilies(familiesFile, 'families.json'),
};

/** The lifecycle of the kfuncs of Linux, by the reviewed data. */
export const lifecycle: Lifecycle = createLifecycle(lifecycleData);
