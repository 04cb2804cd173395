import { describe, expect, it } from 'vitest';
import {
  capabilityMissing,
  hiddenReason,
  missingCapabilities,
  parseRights,
  whyTargetsHidden,
} from './rights.ts';

const initial = 'user:[4026531837]';
const status = (mask: string): string =>
  `Name:\tnode\nCapEff:\t${mask}\nCapBnd:\t000001ffffffffff\n`;

describe('parseRights', () => {
  it('reads the two capabilities out of CapEff', () => {
    expect(parseRights(status('000001ffffffffff'), initial)).toEqual({
      sysAdmin: true,
      syslog: true,
      initialUserNamespace: true,
    });
    expect(missingCapabilities(parseRights(status('0000000000200000'), initial))).toEqual([
      'CAP_SYSLOG',
    ]);
    expect(missingCapabilities(parseRights(status('0000000400000000'), initial))).toEqual([
      'CAP_SYS_ADMIN',
    ]);
    expect(missingCapabilities(parseRights(status('0000000000000000'), initial))).toEqual([
      'CAP_SYS_ADMIN',
      'CAP_SYSLOG',
    ]);
  });

  it('sees a user namespace of its own', () => {
    const rights = parseRights(status('000001ffffffffff'), 'user:[4026532266]');
    expect(rights.initialUserNamespace).toBe(false);
    expect(capabilityMissing(rights).message).toMatch(/user namespace/);
  });
});

describe('capabilityMissing', () => {
  it('names what is missing and what to type', () => {
    const { message } = capabilityMissing(parseRights(status('0'), initial));
    expect(message).toMatch(/CAP_SYS_ADMIN and CAP_SYSLOG/);
    expect(message).toMatch(/sudo npm start/);
  });

  it('does not blame a capability that is there', () => {
    const { message } = capabilityMissing(parseRights(status('000001ffffffffff'), initial));
    expect(message).toMatch(/security module or a seccomp filter/);
  });
});

describe('whyTargetsHidden', () => {
  const all = parseRights(status('000001ffffffffff'), initial);

  it.each([
    [
      { ...all, syslog: false },
      0,
      'no_cap_syslog',
      /^CAP_SYSLOG is missing\. Type `sudo npm start`/,
    ],
    [{ ...all, syslog: false }, 1, 'no_cap_syslog', /^CAP_SYSLOG is missing/],
    [{ ...all, syslog: false }, 2, 'kptr_restrict', /kptr_restrict is 2/],
    [all, 2, 'kptr_restrict', /kptr_restrict is 2\. Type `sudo sysctl kernel.kptr_restrict=1`/],
    [{ ...all, initialUserNamespace: false }, 1, 'targets_hidden', /user namespace/],
    [all, 1, 'targets_hidden', /CAP_SYSLOG is there/],
  ] as const)(
    'blames, of %j at kptr_restrict %i, the one that decides: %s',
    (rights, restrict, reason, text) => {
      expect(hiddenReason(rights, restrict)).toBe(reason);
      expect(whyTargetsHidden(rights, restrict)).toMatch(text);
    },
  );
});
