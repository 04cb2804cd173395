export { Btf, type BtfArray, type BtfParam, btfStrings, funcLinkages, parseBtf } from './btf.ts';
export { ByteNames, latin1 } from './bytes.ts';
export { btfKinds } from './kinds.ts';
export { linkShape, shapesLink } from './link-shape.ts';
export { maskStrings } from './mask-strings.ts';
export { prototypeText } from './prototype.ts';
export { type TrimmedBtf, type TrimWanted, trimBtf, trimKernelBtfs } from './trim.ts';
