/** Without the rights to read BPF programs, and after a crash. */

import { spawnSync } from 'node:child_process';
import { demoFleet, realPart } from '@kfunc-census/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { BpfFixture, bpfAvailable } from '../kernel/load.ts';
import { type AllInOne, startAllInOne } from './all-in-one.ts';
import { ask, send } from './ask.ts';

const unprivileged = realPart('npm start without rights', () =>
  spawnSync('setpriv', ['--version']).status === 0 ? true : 'setpriv is not installed',
);
const direct = [process.execPath, `${root}/apps/all-in-one/dist/main.js`] as const;

let app: AllInOne | undefined;
afterEach(async () => {
  await app?.stop();
});

describe.skipIf(unprivileged.skip)(unprivileged.title, () => {
  it('names the missing capability, and shows a recorded host, labelled so', async () => {
    const command = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', ...direct] as const;
    app = await startAllInOne({ command });
    expect(app.output()).toMatch(/This host was not read\.\n.*CAP_SYS_ADMIN/);
    expect(app.output()).toMatch(/sudo /);
    expect(app.output()).toMatch(/^RECORDED HOST/m);
    expect(app.output()).toMatch(/^ {2}bpf_\w+ +vmlinux +called +1 of 1 /m);
    expect((await ask(app, '/v1/coverage')).body).toMatchObject({ population: { reporting: 0 } });
    expect((await ask(app, '/v1/coverage', 'recorded.read.token')).body).toMatchObject({
      organisation: 'recorded',
      population: { reporting: 1 },
    });
    expect(app.output()).toMatch(/cli -- list --unused .*recorded\.read\.token/);
  });
});

const hidden = realPart('npm start where not all can be seen', bpfAvailable);

describe.skipIf(hidden.skip)(hidden.title, () => {
  it('names the capability, and counts the host as not covered', async () => {
    const fixture = new BpfFixture();
    try {
      fixture.load('direct');
      const command = [
        'setpriv',
        '--bounding-set=-syslog',
        '--inh-caps=-syslog',
        ...direct,
      ] as const;
      app = await startAllInOne({ command });
    } finally {
      fixture.close();
    }
    expect(app.output()).toMatch(/CAP_SYSLOG/);
    expect((await ask(app, '/v1/coverage')).body).toMatchObject({
      population: { reporting: 1, complete: 0, not_covered: 1 },
    });
  });

  it('says that a kernel without BTF is not supported, and shows the recorded host too', async () => {
    const withoutBtf = 'mount -t tmpfs tmpfs /sys/kernel/btf && exec "$@"';
    const command = ['unshare', '--mount', 'sh', '-c', withoutBtf, 'sh', ...direct] as const;
    app = await startAllInOne({ command });
    expect(app.output()).toMatch(/This host was not read\.\nagent: agent\/not-supported: /);
    expect(app.output()).toMatch(/^RECORDED HOST/m);
  });
});

describe('a killed process', () => {
  it('has, after the next start, every report that it acknowledged', async () => {
    app = await startAllInOne({ command: direct, env: { CENSUS_BATCH_WAIT: '3000' } });
    const reports = demoFleet(28).reportsOf(0);
    for (const report of reports) {
      const { status } = await send(
        app,
        'POST',
        '/v1/reports',
        JSON.stringify(report),
        'demo.send.token',
      );
      expect(status).toBe(202);
    }
    await app.kill();
    app = await startAllInOne({ command: direct, stateDir: app.stateDir });
    expect((await ask(app, '/v1/coverage', 'demo.read.token')).body).toMatchObject({
      population: { reporting: reports.length },
    });
  });
});
