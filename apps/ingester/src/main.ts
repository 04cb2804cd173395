import { runService } from '@kfunc-census/nest-kit';
import { readIngesterConfig, startIngester } from './ingester.ts';

await runService('ingester', () => startIngester(readIngesterConfig()));
