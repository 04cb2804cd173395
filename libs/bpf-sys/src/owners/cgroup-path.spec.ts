import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCgroupOwner } from './cgroup-path.ts';

const id = '3f'.repeat(32);

describe('parseCgroupOwner', () => {
  it.each([
    ['0::/system.slice/cilium.service', 'cilium.service', null],
    ['0::/system.slice/system-getty.slice/getty@tty1.service', 'getty@.service', null],
    ['0::/user.slice/user-1000.slice/session-3.scope', 'session-*.scope', null],
    [
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-x\\x2dy-77.scope',
      'app-x-y-*.scope',
      null,
    ],
    ['0::/system.slice/run-r8a9b0c1d2e3f4a5b.service', 'run-r*.service', null],
    ['0::/init.scope', 'init.scope', null],
    [`0::/system.slice/docker-${id}.scope`, null, 'docker'],
    [`0::/docker/${id}`, null, 'docker'],
    [`0::/docker/${id}/system.slice/sshd.service`, 'sshd.service', 'docker'],
    [`0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`, null, 'containerd'],
    [`0::/kubepods.slice/kubepods-pod1.slice/crio-${id}.scope`, null, 'cri-o'],
    [`0::/kubepods/besteffort/pod0b1c/${id}`, null, 'kubernetes'],
    [`0::/machine.slice/libpod-${id}.scope/container`, null, 'podman'],
    ['0::/lxc.payload.web1', null, 'lxc'],
    ['0::/machine.slice/systemd-nspawn@web1.service/payload', null, 'systemd-nspawn'],
    ['0::/machine.slice/machine-qemu\\x2d1\\x2dweb.scope', 'machine-qemu.scope', null],
    ['0::/machine.slice/machine-qemuweb\\x2dshop.scope', 'machine-qemu.scope', null],
    [
      '0::/system.slice/vm\\x2dabcdefab\\x2dabcd\\x2dabcd\\x2dabcd\\x2dabcdefabcdef.service',
      'vm-*.service',
      null,
    ],
    ['0::/system.slice/home-alice-my\\x2dkeys.mount', '*.mount', null],
    ['0::/user.slice/run-user-1000-doc.mount', '*.mount', null],
    ['0::/system.slice/data-Users-alice.mount', '*.mount', null],
    ['0::/system.slice/var-lib-docker.mount', 'var-lib-docker.mount', null],
    ['0::/', null, null],
    ['', null, null],
    ['no cgroup file', null, null],
  ])('reads %s', (text, unit, container) => {
    expect(parseCgroupOwner(`${text}\n`)).toEqual({ unit, container });
  });

  it('takes the unified hierarchy, then the one of systemd, then any that says something', () => {
    const v1 = ['9:cpu:/a.service', '1:name=systemd:/b.service', '0::/c.service'];
    expect(parseCgroupOwner(v1.join('\n')).unit).toBe('c.service');
    expect(parseCgroupOwner(v1.slice(0, 2).join('\n')).unit).toBe('b.service');
    expect(parseCgroupOwner('0::/\n9:cpu:/a.service').unit).toBe('a.service');
  });

  it('lets no id through, whatever the path', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (prefix, n) => {
        const { unit } = parseCgroupOwner(`0::/x/${prefix}${n}.service`);
        expect(unit ?? '').not.toMatch(/\d/);
      }),
    );
  });
});
