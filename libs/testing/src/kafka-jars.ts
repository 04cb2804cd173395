import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import { withFileLock } from './file-lock.ts';

/** Version of the broker; tools/kafka/pom.xml names the same. */
const kafkaVersion = '4.4.0';

const pom = fileURLToPath(new URL('../../../tools/kafka/pom.xml', import.meta.url));

function cacheDirectory(): string {
  return (
    readConfig(['KFUNC_CENSUS_CACHE']).KFUNC_CENSUS_CACHE ?? join(homedir(), '.cache/kfunc-census')
  );
}

/** Where the jars of the broker are, or will be: one folder for every clone of this user. */
export function kafkaJars(): string {
  return join(cacheDirectory(), `kafka-${kafkaVersion}`);
}

const runs = (command: string): boolean => spawnSync(command, ['-version']).status === 0;

/** True, or what is absent: for `realPart`. */
export function kafkaAvailable(): true | string {
  if (!runs('java'))
    return 'there is no `java` (17 or newer; Debian: apt install default-jre-headless)';
  if (existsSync(kafkaJars()) || runs('mvn')) return true;
  return 'there is neither Kafka in the cache nor `mvn` to fetch it (Debian: apt install maven)';
}

async function runMaven(directory: string): Promise<void> {
  const maven = spawn(
    'mvn',
    ['--quiet', '--batch-mode', '--file', pom, `-DoutputDirectory=${directory}`, 'package'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [maven.stdout, maven.stderr])
    stream.on('data', (text: Buffer) => {
      output += text;
    });
  const [code] = await once(maven, 'close');
  if (code !== 0)
    throw new CensusError(
      'internal/unexpected',
      `Maven could not fetch Kafka ${kafkaVersion} (exit code ${code}): ${output.slice(-2000)}`,
    );
}

/**
 * Fetches Kafka's jars into the cache unless they are there, and returns their folder. Safe when
 * several processes do so at once: one fetches, beside the folder, and renames when all is there.
 */
export async function fetchKafka(): Promise<string> {
  const jars = kafkaJars();
  if (existsSync(jars)) return jars;
  mkdirSync(cacheDirectory(), { recursive: true });
  return await withFileLock(`${jars}.lock`, async () => {
    if (existsSync(jars)) return jars;
    const partial = `${jars}.partial`;
    rmSync(partial, { recursive: true, force: true });
    await runMaven(partial);
    renameSync(partial, jars);
    return jars;
  });
}
