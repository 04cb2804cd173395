import { describe, expect, it } from 'vitest';
import { parseOsRelease } from './host-facts.ts';

describe('parseOsRelease', () => {
  it('reads quoted and bare values', () => {
    expect(parseOsRelease('ID=debian\nVERSION_ID="12"\n')).toEqual({ id: 'debian', version: '12' });
    expect(parseOsRelease("ID='arch'\n")).toEqual({ id: 'arch', version: '' });
    expect(parseOsRelease('')).toEqual({ id: '', version: '' });
  });

  it('does not take VARIANT_ID for ID', () => {
    expect(parseOsRelease('VARIANT_ID=cloud\nID=fedora\nVERSION_ID=42\n')).toEqual({
      id: 'fedora',
      version: '42',
    });
  });
});
