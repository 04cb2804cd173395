import { parseBtf } from '@kfunc-census/btf';
import { CensusError } from '@kfunc-census/errors';
import type { Decoder } from './decoders.ts';
import { seeds } from './seeds.ts';

/** An input that only damage makes: the planted faults show on it. */
const unlucky = (bytes: Uint8Array): boolean => bytes.length > 40 && (bytes[40] ?? 0) > 250;

const planted = (fault: (bytes: Uint8Array) => void): Decoder => ({
  seeds: () => seeds.instructions,
  codes: ['bpf/malformed'],
  decode: (bytes) => {
    if (unlucky(bytes)) fault(bytes);
  },
});

/** Decoders with a fault each, which the runner has to find: what proves that it can. */
export const plantedDecoders: Readonly<Record<string, Decoder>> = {
  'planted-untyped': planted((bytes) => {
    // What a decoder without checks does: reads past the end.
    new DataView(bytes.buffer).getUint32(bytes.byteLength + 1);
  }),
  'planted-other-code': planted(() => {
    throw new CensusError('btf/malformed', 'the code of another decoder');
  }),
  'planted-hang': planted(() => {
    for (let at = 0; at < 1; ) at += 0;
  }),
  'planted-memory': planted(() => {
    const kept: string[][] = [];
    for (;;) kept.push(new Array<string>(1e6).fill('x'));
  }),
  'planted-buffer': planted((bytes) => {
    // A count that is believed: far more than the input could hold.
    new Uint32Array(1e7).fill(bytes.length);
  }),
  'planted-work': {
    seeds: () => seeds.btf.slice(0, 3),
    codes: ['btf/malformed'],
    decode: (bytes) => {
      const btf = parseBtf(bytes);
      for (let round = 0; round < 1e5; round += 1) btf.name(round % btf.typeCount);
    },
  },
};
