/** `npm run kafka`: runs broker.ts from the sources, so that nothing must be built before. */
import { becomeNode, root } from '../lib/run.ts';

becomeNode([
  '--conditions=@kfunc-census/source',
  `${root}/tools/kafka/broker.ts`,
  ...process.argv.slice(2),
]);
