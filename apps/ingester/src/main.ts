import { runUntilSignal } from '@kfunc-census/nest-kit';
import { readIngesterConfig, startIngester } from './ingester.ts';

try {
  const { url, ingesting, shutdown } = await startIngester(readIngesterConfig());
  console.log(`ingester: ${url}/health/ready`);
  process.exit(await runUntilSignal(shutdown, { until: ingesting }));
} catch (error) {
  console.error(error instanceof Error ? `ingester: ${error.message}` : error);
  process.exitCode = 1;
}
