import { littleEndian } from '../endian.ts';

/** Kinds of messages (uapi/linux/rtnetlink.h). */
export const messageTypes = {
  error: 2,
  done: 3,
  newLink: 16,
  getLink: 18,
  newQdisc: 36,
  getQdisc: 38,
  newFilter: 44,
  getFilter: 46,
} as const;

/** A message with its header taken off. */
export interface NetlinkMessage {
  readonly type: number;
  /** What was dumped changed meanwhile: something may be missing (NLM_F_DUMP_INTR). */
  readonly interrupted?: true;
  readonly payload: Uint8Array;
}

/** NLM_F_REQUEST | NLM_F_DUMP. */
const requestDump = 0x301;
const dumpInterrupted = 0x10;
const headerBytes = 16;
const align = (length: number): number => (length + 3) & ~3;
/** The two top bits of an attribute's type are flags (NLA_F_NESTED, NLA_F_NET_BYTEORDER). */
const typeMask = 0x3fff;

/** `struct nlmsghdr` and a payload: a request for all objects of a kind. */
export function dumpRequest(type: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(headerBytes + align(payload.length));
  const view = new DataView(message.buffer);
  view.setUint32(0, message.length, littleEndian);
  view.setUint16(4, type, littleEndian);
  view.setUint16(6, requestDump, littleEndian);
  message.set(payload, headerBytes);
  return message;
}

/** The messages in what one read gave; what is cut or malformed ends them. */
export function parseMessages(bytes: Uint8Array): NetlinkMessage[] {
  const view = viewOf(bytes);
  const messages: NetlinkMessage[] = [];
  for (let at = 0; at + headerBytes <= bytes.length; ) {
    const length = view.getUint32(at, littleEndian);
    if (length < headerBytes || at + length > bytes.length) break;
    const type = view.getUint16(at + 4, littleEndian);
    const interrupted = (view.getUint16(at + 6, littleEndian) & dumpInterrupted) !== 0;
    const payload = bytes.subarray(at + headerBytes, at + length);
    messages.push({ type, payload, ...(interrupted && { interrupted }) });
    at += align(length);
  }
  return messages;
}

/** Attributes (`struct nlattr`) by type; of equal types the last. */
export function parseAttributes(bytes: Uint8Array): Map<number, Uint8Array> {
  const view = viewOf(bytes);
  const attributes = new Map<number, Uint8Array>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = view.getUint16(at, littleEndian);
    if (length < 4 || at + length > bytes.length) break;
    const type = view.getUint16(at + 2, littleEndian) & typeMask;
    attributes.set(type, bytes.subarray(at + 4, at + length));
    at += align(length);
  }
  return attributes;
}

/** Of a message that ends a dump (`error` or `done`): 0, or the negative errno it starts with. */
export const errorOf = ({ payload }: NetlinkMessage): number => u32At(payload, 0) | 0;

/** A u32 at an offset; 0 past the end. */
export function u32At(bytes: Uint8Array, offset: number): number {
  return offset + 4 <= bytes.length ? viewOf(bytes).getUint32(offset, littleEndian) : 0;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
