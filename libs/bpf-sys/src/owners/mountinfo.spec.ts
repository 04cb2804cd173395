import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceText, parseMountInfo } from './mountinfo.ts';

describe('parseMountInfo', () => {
  it('reads device, root, place and kind, with any number of optional fields', () => {
    const text = [
      '22 27 0:21 / /proc rw,relatime - proc proc rw',
      '30 23 0:29 / /sys/fs/bpf rw,nosuid shared:9 master:1 - bpf bpf rw,mode=700',
      '41 27 0:4 net:[4026532455] /run/netns/blue rw - nsfs nsfs rw',
      '42 27 0:44 / /mnt/with\\040space\\134 rw - bpf none rw',
      '',
    ].join('\n');
    expect(parseMountInfo(text)).toEqual([
      { device: '0:21', root: '/', mountPoint: '/proc', fileSystem: 'proc' },
      { device: '0:29', root: '/', mountPoint: '/sys/fs/bpf', fileSystem: 'bpf' },
      {
        device: '0:4',
        root: 'net:[4026532455]',
        mountPoint: '/run/netns/blue',
        fileSystem: 'nsfs',
      },
      { device: '0:44', root: '/', mountPoint: '/mnt/with space\\', fileSystem: 'bpf' },
    ]);
  });

  it('leaves out what is no mount', () => {
    for (const text of ['', 'x', '1 2 0:1 / /a rw', '1 2 0:1 / /a rw -', '1 2 3 4 5 6 7 - '])
      expect(parseMountInfo(text)).toEqual([]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseMountInfo(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('deviceText', () => {
  it('parts major and minor as glibc does', () => {
    expect(deviceText(0x2d)).toBe('0:45');
    expect(deviceText(0x801)).toBe('8:1');
    expect(deviceText(0x103_00_2d - 0x100_00_00)).toBe('768:45');
    // Minor 256 and more: its upper bits stand above the major.
    expect(deviceText(0x10_00_02)).toBe('0:258');
  });
});
