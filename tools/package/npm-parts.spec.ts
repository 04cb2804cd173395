import { describe, expect, it } from 'vitest';
import { architectures, checkIntegrity, partsFor } from './npm-parts.ts';

describe('the parts from npm', () => {
  it.each(architectures)('are pinned for %s', (architecture) => {
    for (const { version, integrity } of Object.values(partsFor(architecture))) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    }
  });

  it('are refused when one byte differs', () => {
    const integrity =
      'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';
    const part = { name: 'empty', version: '1.0.0', integrity };
    expect(() => checkIntegrity(part, new Uint8Array())).not.toThrow();
    expect(() => checkIntegrity(part, new Uint8Array(1))).toThrow(/empty@1.0.0 has the digest/);
  });
});
