import { endianness } from 'node:os';

/** Byte order of this host: of every struct and instruction the kernel hands out. */
export const littleEndian = endianness() === 'LE';
