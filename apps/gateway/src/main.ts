import { runUntilSignal } from '@kfunc-census/nest-kit';
import { readGatewayConfig, startGateway } from './gateway.ts';

try {
  const { url, shutdown } = await startGateway(readGatewayConfig());
  console.log(`gateway: ${url}`);
  process.exit(await runUntilSignal(shutdown));
} catch (error) {
  console.error(error instanceof Error ? `gateway: ${error.message}` : error);
  process.exitCode = 1;
}
