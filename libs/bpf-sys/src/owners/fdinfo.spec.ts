import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFdInfo } from './fdinfo.ts';

const common = 'pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t1057\n';

describe('parseFdInfo', () => {
  it('reads a program', () => {
    const text = `${common}prog_type:\t3\nprog_jited:\t1\nprog_tag:\t35ee8968cb76ebcc\nmemlock:\t4096\nprog_id:\t1098\nrun_time_ns:\t0\n`;
    expect(parseFdInfo(text)).toEqual({ programId: 1098, linkId: 0, mapId: 0 });
  });

  it('reads a link and its program', () => {
    const text = `${common}link_type:\ttcx\nlink_id:\t7\nprog_tag:\t35ee8968cb76ebcc\nprog_id:\t12\nifindex:\t3\nattach_type:\ttcx_ingress (46)\n`;
    expect(parseFdInfo(text)).toEqual({ programId: 12, linkId: 7, mapId: 0 });
  });

  it('reads a struct_ops link, which has a map and no program', () => {
    const text = `${common}link_type:\tstruct_ops\nlink_id:\t8\nmap_id:\t44\n`;
    expect(parseFdInfo(text)).toEqual({ programId: 0, linkId: 8, mapId: 44 });
  });

  it('reads a map, and does not take its owner for it', () => {
    const text = `${common}map_type:\t3\nkey_size:\t4\nmap_id:\t51\nfrozen:\t0\nowner_prog_type:\t3\n`;
    expect(parseFdInfo(text)).toEqual({ programId: 0, linkId: 0, mapId: 51 });
  });

  it('makes nothing of other texts', () => {
    for (const text of [
      '',
      common,
      'prog_id:',
      'prog_id:\t-1',
      'prog_id:\t99999999999',
      'xprog_id:\t1',
    ])
      expect(parseFdInfo(text)).toEqual({ programId: 0, linkId: 0, mapId: 0 });
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseFdInfo(text).programId).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
