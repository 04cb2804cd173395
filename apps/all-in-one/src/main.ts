import { ensureTenants } from '@kfunc-census/embedded';
import { CensusError, toProblem } from '@kfunc-census/errors';
import { runUntilSignal } from '@kfunc-census/nest-kit';
import { askOverview } from './ask.ts';
import { demoOrganisation, seedDemo } from './demo/seed.ts';
import { readToken, type ScanTarget, scanRecordedHost, scanThisHost } from './host-scan.ts';
import { type Options, readOptions, usage } from './options.ts';
import { overviewText } from './print.ts';
import { type Server, startServer } from './server.ts';
import { readSettings, type Settings } from './settings.ts';

/** Organisation of this host, and of the recorded one. */
const local = 'local';
const recorded = 'recorded';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

type Tenants = ReturnType<typeof ensureTenants>;

async function printAnswer(title: string, server: Server, tokenFile: string): Promise<void> {
  const api = { url: server.queryUrl, token: readToken(tokenFile) };
  print(overviewText(title, await askOverview(api)));
}

function targetOf(
  organisation: string,
  server: Server,
  settings: Settings,
  tenants: Tenants,
): ScanTarget {
  const suffix = organisation === local ? '' : `/${organisation}`;
  return {
    gatewayUrl: server.gatewayUrl,
    stateDir: settings.CENSUS_STATE_DIR + suffix,
    tokenFile: tenants.tokenFiles[organisation]?.send ?? '',
  };
}

/** Scans this host, or the recorded one where the rights are missing, and prints the answer. */
async function showHost(server: Server, settings: Settings, tenants: Tenants): Promise<void> {
  const scan = await scanThisHost(targetOf(local, server, settings, tenants));
  if (scan.kind === 'sent') {
    await server.drained();
    await printAnswer('This host', server, tenants.tokenFiles[local]?.read ?? '');
    return;
  }
  print(`This host was not read.\n${scan.reason}\n`);
  await scanRecordedHost(targetOf(recorded, server, settings, tenants));
  await server.drained();
  const title = 'RECORDED HOST: not this one, but a host recorded earlier, on the same path';
  await printAnswer(title, server, tenants.tokenFiles[recorded]?.read ?? '');
}

async function showDemo(server: Server, tenants: Tenants): Promise<void> {
  await seedDemo(server, Date.now());
  const title = `Synthetic fleet, organisation "${demoOrganisation}"`;
  await printAnswer(title, server, tenants.tokenFiles[demoOrganisation]?.read ?? '');
}

function printAddresses(server: Server, { CENSUS_STATE_DIR: state }: Settings): void {
  print(`gateway    ${server.gatewayUrl}  (token: ${state}/send.token)`);
  print(`query API  ${server.queryUrl}  (token: ${state}/read.token)`);
  print('');
  print('Try, in another terminal:');
  print('  npm run -s cli -- list --unused');
  print(
    `  curl -H "authorization: Bearer $(cat ${state}/read.token)" ${server.queryUrl}/v1/kfuncs`,
  );
}

async function run(options: Options): Promise<number> {
  const settings = readSettings();
  const tenants = ensureTenants(
    settings.CENSUS_STATE_DIR,
    [local, recorded, demoOrganisation],
    settings.CENSUS_TENANTS_FILE,
  );
  const server = await startServer(settings);
  const answered = (async () => {
    await showHost(server, settings, tenants);
    if (options.demo) await showDemo(server, tenants);
    printAddresses(server, settings);
    if (!options.once) print('\nCtrl-C stops it.');
  })();
  const failure = Promise.all([answered, server.ingesting]);
  return runUntilSignal(server.shutdown, { until: options.once ? answered : failure });
}

function explain(error: unknown): string {
  const { code, detail, fix } = toProblem(error);
  return `${code}: ${detail}\n${fix}\n`;
}

// A reader that goes away (`npm start | head`) is a wish to stop, in order.
process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'));

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(usage);
  else process.exitCode = await run(options);
} catch (error) {
  process.stderr.write(explain(error));
  process.exitCode = error instanceof CensusError && error.code === 'cli/usage' ? 2 : 1;
}
