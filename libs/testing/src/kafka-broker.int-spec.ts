import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTopic, listTopics } from '@kfunc-census/kafka';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setprivPath } from './java-process.ts';
import { startBroker } from './kafka-broker.ts';
import { kafkaAvailable } from './kafka-jars.ts';
import { realPart } from './real-part.ts';

const kafka = realPart('Kafka broker', kafkaAvailable);
const setpriv = realPart(
  'setpriv',
  () => setprivPath() !== undefined || 'there is no `setpriv` (Debian: apt install util-linux)',
);
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.skipIf(kafka.skip)(kafka.title, () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-broker-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps its topics in the data directory over a stop', async () => {
    const dataDir = join(directory, 'data');
    const first = await startBroker({ dataDir });
    await ensureTopic({ brokers: first.brokers, clientId: 'test', topic: 'kept' });
    expect(await ensureTopic({ brokers: first.brokers, clientId: 'test', topic: 'kept' })).toBe(
      false,
    );
    await first.stop();
    await first.stop();
    expect(alive(first.pid)).toBe(false);
    const second = await startBroker({ dataDir });
    expect(await listTopics({ brokers: second.brokers, clientId: 'test' })).toContain('kept');
    await second.stop();
  });

  it('says what Kafka said when it cannot start', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startBroker({ port })).rejects.toThrow(/already in use|BindException/);
    server.close();
  });

  it.skipIf(setpriv.skip)(`ends with a parent that is killed, by ${setpriv.title}`, async () => {
    const script = join(directory, 'parent.mjs');
    const source = new URL('./kafka-broker.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { startBroker } from ${JSON.stringify(source)};
       const { pid } = await startBroker({ dataDir: ${JSON.stringify(join(directory, 'data'))} });
       process.stdout.write(String(pid));`,
    );
    const parent = spawn(process.execPath, ['--conditions=@kfunc-census/source', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(parent.stdout, 'data');
    expect(alive(Number(pid))).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(alive(Number(pid))).toBe(false), { timeout: 10_000 });
  });
});
