import { describe, expect, it } from 'vitest';
import { executablePath, parseStartedMs } from './process-facts.ts';

describe('parseStartedMs', () => {
  it('reads the start, whatever the command is called', () => {
    const rest = `S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21`;
    for (const name of ['sh', 'a b', ') S 1 (', '((', ''])
      expect(parseStartedMs(`12 (${name}) ${rest}`)).toBe(47_110);
  });

  it('takes a cut line for a start at boot', () => {
    expect(parseStartedMs('')).toBe(0);
    expect(parseStartedMs('12 (sh) S 1')).toBe(0);
  });
});

describe('executablePath', () => {
  it('forgets that the file was replaced', () => {
    expect(executablePath('/usr/bin/cilium-agent (deleted)')).toBe('/usr/bin/cilium-agent');
    expect(executablePath('/usr/bin/x')).toBe('/usr/bin/x');
  });
});
