import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleAgent } from './bundle.ts';

const repo = fileURLToPath(new URL('../../..', import.meta.url));
let folder: string;
let bundle: Bundle;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  bundle = await bundleAgent(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [bundle.path, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { CENSUS_STATE_DIR: join(folder, 'state') },
  });

describe('the bundled agent', () => {
  it('holds no framework, no queue, no store and no validator', () => {
    const foreign =
      /\/node_modules\/(@nestjs|fastify|kafkajs|@clickhouse|chdb|zod|ajv|ajv-formats|pino|rxjs)\/|\/libs\/(kafka|clickhouse|embedded|nest-kit|intake-http|query|query-http|ingest)\/|\/report\/src\/schema\//;
    expect(bundle.modules.length).toBeGreaterThan(40);
    expect(bundle.modules.filter((path) => foreign.test(path))).toEqual([]);
    const npm = bundle.modules.filter((path) => path.includes('/node_modules/'));
    expect([...new Set(npm.map((path) => /.*\/node_modules\/([^/]+)/.exec(path)?.[1]))]).toEqual([
      'canonicalize',
    ]);
    expect(bundle.bytes).toBeLessThan(200_000);
  });

  it('imports no part of Node as a namespace, which would load all of it', () => {
    const code = readFileSync(bundle.path, 'utf8');
    expect(code.match(/\b(from|import) ?["'`](node:)?\w+["'`]/g)).toBeNull();
    expect(code).toContain('process.getBuiltinModule(`node:fs`)');
  });

  it('scans a recorded host outside the repository, with nothing beside it', () => {
    const recorded = join(folder, 'recorded');
    cpSync(join(repo, 'apps/agent/recorded'), recorded, { recursive: true });
    const { status, stdout, stderr } = run('scan', '--recorded', recorded, '--no-spool');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('bpf_dynptr_size');
  });

  it('finds koffi beside it, and says so when it is not there', () => {
    expect(run('scan', '--no-spool').stderr).toMatch(/agent\/kernel-unreadable: koffi/);
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    for (const name of ['koffi', '@koromix'])
      cpSync(join(repo, 'node_modules', name), join(modules, name), { recursive: true });
    // With or without the rights to scan: it got past loading koffi.
    expect(run('scan', '--no-spool').stderr).not.toMatch(/koffi/);
  });
});
