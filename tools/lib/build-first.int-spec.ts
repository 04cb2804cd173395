import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-'));
  // Stands for `npm run build -w apps/agent`: the bundle cannot be built.
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho no bundle >&2\nexit 7\n', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('when the agent cannot be bundled', () => {
  it.each(['tools/test.ts', 'tools/bench.ts'])('%s fails and runs nothing', (tool) => {
    // A name that no test and no bench has: had it gone on, it would say so.
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool, 'no-such-name'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    expect({ status, stdout }).toEqual({ status: 7, stdout: '' });
    expect(stderr).toContain('no bundle');
    expect(stderr).toContain('failed: npm run -s build -w apps/agent');
  });
});
