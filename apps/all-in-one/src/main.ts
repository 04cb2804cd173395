import { ensureTenants } from '@kfunc-census/embedded';
import { isCensusError, toProblem } from '@kfunc-census/errors';
import { runUntilSignal, serviceTelemetry } from '@kfunc-census/nest-kit';
import { grantInstallation } from './demo/installation-right.ts';
import { demoOrganisation } from './demo/seed.ts';
import { type Options, readOptions, usage } from './options.ts';
import { startServer } from './server.ts';
import { readSettings } from './settings.ts';
import { organisations, tour } from './tour.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function run({ demo, once }: Options): Promise<number> {
  const settings = readSettings();
  const stateDir = settings.CENSUS_STATE_DIR;
  const tenants = ensureTenants(stateDir, organisations, settings.CENSUS_TENANTS_FILE);
  if (demo)
    grantInstallation(tenants.tenantsFile, tenants.tokenFiles[demoOrganisation]?.read ?? '');
  const telemetry = await serviceTelemetry('all-in-one');
  const server = await startServer(settings);
  const shown = tour({ server, tenants, stateDir, demo, print });
  const stay = async (): Promise<void> => {
    await shown;
    print('\nCtrl-C stops it.');
    await server.ingesting;
  };
  return runUntilSignal([...server.shutdown, telemetry], { until: once ? shown : stay() });
}

// A reader that goes away (`npm start | head`) is a wish to stop, in order.
process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'));

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(usage);
  else process.exitCode = await run(options);
} catch (error) {
  const { code, detail, fix } = toProblem(error);
  process.stderr.write(`${code}: ${detail}\n${fix}\n`);
  process.exitCode = isCensusError(error, 'cli/usage') ? 2 : 1;
}
