import { runService } from '@kfunc-census/nest-kit';
import { readGatewayConfig, startGateway } from './gateway.ts';

await runService('gateway', () => startGateway(readGatewayConfig()));
