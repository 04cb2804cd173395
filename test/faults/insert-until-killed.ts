/** `node insert-until-killed.ts DIRECTORY`: inserts host 1, 2, 3 …, and prints each number once it is acknowledged. */

import { openStore } from '@kfunc-census/clickhouse';
import { hostLine, idOf, setLine, storeLines } from '@kfunc-census/testing';

const open = await openStore({ kind: 'embedded', path: process.argv[2] ?? '' });
await open.migrate();
const sets = [setLine()];
for (let number = 1; ; number += 1) {
  const hosts = [hostLine({ org: 'killed', host: idOf('host', number) })];
  await open.store.insert(storeLines({ hosts, sets }));
  process.stdout.write(`${number}\n`);
}
