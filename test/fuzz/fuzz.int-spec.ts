/** Every decoder under mutated inputs: a value or its typed error, in bounded time and memory. */
import { describe, expect, it } from 'vitest';
import { decoders } from './decoders.ts';
import { fuzz, inputsOf } from './run.ts';

const wanted = 100_000;

describe('decoders', () => {
  it.each(Object.keys(decoders))('%s survives its inputs', { timeout: 600_000 }, async (name) => {
    const inputs = inputsOf(name, wanted);
    const result = await fuzz(name, 0, inputs);
    expect(result.fault).toBeUndefined();
    expect(result.inputs).toBe(inputs);
    // Some are refused and some are not: neither the damage nor the decoder is trivial.
    if (decoders[name]?.codes !== undefined) expect(result.refused).toBeGreaterThan(inputs / 100);
    expect(result.refused).toBeLessThan(inputs);
  });
});

describe('a planted fault is found', () => {
  it.each([
    ['planted-untyped', /RangeError/],
    ['planted-other-code', /the code of another decoder/],
    ['planted-hang', /no end after 2 s/],
    ['planted-memory', /ERR_WORKER_OUT_OF_MEMORY|memory limit/],
    ['planted-buffer', /bytes of buffers for \d+ bytes/],
    ['planted-work', /steps for \d+ bytes/],
  ])('%s', async (name, what) => {
    const { fault } = await fuzz(name, 0, 5000, { hangSeconds: 2, heapMb: 64 });
    expect(fault).toMatch(what);
    expect(fault).toContain(`--decoder ${name} --input `);
  });

  it('again by its number alone', async () => {
    const first = await fuzz('planted-untyped', 0, 5000);
    const number = Number(/--input (\d+)/.exec(first.fault ?? '')?.[1]);
    const again = await fuzz('planted-untyped', number, number + 1);
    expect(again.fault).toBe(first.fault);
  });
});
