import type { EnsuredTenants } from '@kfunc-census/embedded';
import { askOverview, askReporting } from './ask.ts';
import { showHistory } from './demo/history.ts';
import { demoOrganisation, seedDemo } from './demo/seed.ts';
import { readToken, type ScanTarget, scanRecordedHost, scanThisHost } from './host-scan.ts';
import { overviewText } from './print.ts';
import type { Server } from './server.ts';

/** Organisation of this host. */
const local = 'local';
/** Organisation of the recorded host, so that it is in no figure of this one. */
const recorded = 'recorded';

/** The organisations that `npm start` makes tokens for. */
export const organisations = [local, recorded, demoOrganisation];

/** What the tour works with. */
export interface TourOptions {
  readonly server: Server;
  readonly tenants: EnsuredTenants;
  readonly stateDir: string;
  /** Whether to add the synthetic fleet. */
  readonly demo: boolean;
  readonly print: (text: string) => void;
}

/** Shows the whole path once: scan, send, store, ask, print; then says where the API is. */
export async function tour({ server, tenants, stateDir, demo, print }: TourOptions): Promise<void> {
  const files = (organisation: string) =>
    tenants.tokenFiles[organisation] ?? { send: '', read: '' };
  const target = (organisation: string): ScanTarget => ({
    gatewayUrl: server.gatewayUrl,
    stateDir: organisation === local ? stateDir : `${stateDir}/${organisation}`,
    tokenFile: files(organisation).send,
  });
  const api = (organisation: string) => ({
    url: server.queryUrl,
    token: readToken(files(organisation).read),
  });
  const answer = async (title: string, organisation: string): Promise<string> => {
    await server.drained();
    print(overviewText(title, await askOverview(api(organisation))));
    return organisation;
  };

  /** Scans this host, or the recorded one where the rights are missing. */
  async function showHost(): Promise<string> {
    const scan = await scanThisHost(target(local));
    if (scan.kind === 'sent') {
      if (scan.notes !== '') print(`${scan.notes}\n`);
      return answer('This host', local);
    }
    print(`This host was not read.\n${scan.reason}\n`);
    await scanRecordedHost(target(recorded));
    return answer(
      'RECORDED HOST: not this one, but a host recorded earlier, on the same path',
      recorded,
    );
  }

  async function showDemo(): Promise<string> {
    await seedDemo(server, Date.now());
    return answer(`Synthetic fleet, organisation "${demoOrganisation}"`, demoOrganisation);
  }

  const shown = [await showHost(), ...(demo ? [await showDemo()] : [])];
  print(`gateway    ${server.gatewayUrl}  (tokens for sending: *send.token in ${stateDir})`);
  print(`query API  ${server.queryUrl}  (tokens for reading: *read.token in ${stateDir})`);
  const page = files(shown.at(-1) ?? local).read;
  print(`explorer   ${server.queryUrl}/  (open it in a browser; it asks for the token in ${page})`);
  print('\nTry, in another terminal:');
  const command = (question: string, organisation: string): string =>
    `npm run -s cli -- ${question} --url ${server.queryUrl} --token-file ${files(organisation).read}`;
  for (const organisation of shown) print(`  ${command('list --unused', organisation)}`);
  print(
    `  curl -H "authorization: Bearer $(cat ${files(shown[0] ?? local).read})" ${server.queryUrl}/v1/kfuncs`,
  );
  if (demo)
    await showHistory({
      server,
      reportingOn: (day) => askReporting(api(demoOrganisation), day),
      command: (question) => command(question, demoOrganisation),
      print,
    });
}
