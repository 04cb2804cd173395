import { runService } from '@kfunc-census/nest-kit';
import { readQueryApiConfig, startQueryApi } from './query-api.ts';

await runService('query API', () => startQueryApi(readQueryApiConfig()));
