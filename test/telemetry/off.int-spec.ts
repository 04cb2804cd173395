import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';

/** Starts telemetry as a service does; prints how many modules were loaded of OpenTelemetry's packages. */
const script = `
import { registerHooks } from 'node:module';
const loaded = new Map();
registerHooks({
  load(url, context, next) {
    const name = /node_modules\\/@opentelemetry\\/([^/]+)/.exec(url)?.[1];
    if (name !== undefined) loaded.set(name, (loaded.get(name) ?? 0) + 1);
    return next(url, context);
  },
});
const { startTelemetry } = await import('./libs/telemetry/dist/index.js');
await startTelemetry({ service: 'x', log() {} });
console.log(JSON.stringify([...loaded.keys()]));
process.exit();
`;

function packagesLoaded(env: Record<string, string>): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

describe('telemetry that nobody asked for', () => {
  it('loads the API alone, which does nothing, and no SDK', () => {
    expect(packagesLoaded({})).toEqual(['api']);
  });

  it('loads the SDK when it is asked for', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    expect(packagesLoaded(env)).toEqual(expect.arrayContaining(['sdk-node', 'sdk-trace']));
  });
});
