import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../apps/cli/src/cli.ts';
import type { ServedApi } from './served-api.ts';

/** What a run of the CLI ended with and wrote. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The CLI in front of an API. */
export interface ServedCli {
  /** Directory for files of the test. */
  readonly folder: string;
  /** As a reader of an organisation, or of all (undefined). */
  run(organisation: string | undefined, ...args: readonly string[]): Promise<CliRun>;
  close(): void;
}

/** The CLI, asking an API on loopback; `more` stands in its environment, too. */
export function createCli(api: ServedApi, more: Readonly<Record<string, string>> = {}): ServedCli {
  const folder = mkdtempSync(join(tmpdir(), 'census-questions-'));
  return {
    folder,
    async run(organisation, ...args) {
      const file = join(folder, 'read.token');
      writeFileSync(file, api.tokenOf(organisation));
      const written = { out: '', err: '' };
      const io = {
        out: (text: string) => {
          written.out += text;
        },
        err: (text: string) => {
          written.err += text;
        },
      };
      const asking = { CENSUS_QUERY_URL: await api.listen(), CENSUS_READ_TOKEN_FILE: file };
      const env = { ...more, ...asking };
      return { code: await runCli(args, io, env), ...written };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
