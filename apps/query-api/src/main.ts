import { runUntilSignal } from '@kfunc-census/nest-kit';
import { readQueryApiConfig, startQueryApi } from './query-api.ts';

try {
  const { url, shutdown } = await startQueryApi(readQueryApiConfig());
  console.log(`query API: ${url}`);
  process.exit(await runUntilSignal(shutdown));
} catch (error) {
  console.error(error instanceof Error ? `query-api: ${error.message}` : error);
  process.exitCode = 1;
}
