/** Sections of a 64-bit little-endian ELF file by name; of several with one name, the last. */
export function elfSections(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const u64 = (at: number): number => Number(view.getBigUint64(at, true));
  const [table, size, count, nameIndex] = [
    u64(0x28),
    view.getUint16(0x3a, true),
    view.getUint16(0x3c, true),
    view.getUint16(0x3e, true),
  ];
  const body = (index: number): Uint8Array => {
    const at = table + index * size;
    // A copy: of a Buffer, slice would share the file's memory.
    return Uint8Array.from(file.subarray(u64(at + 0x18), u64(at + 0x18) + u64(at + 0x20)));
  };
  const names = Buffer.from(body(nameIndex)).toString('latin1');
  const sections = new Map<string, Uint8Array>();
  for (let index = 1; index < count; index += 1) {
    const at = view.getUint32(table + index * size, true);
    sections.set(names.slice(at, names.indexOf('\0', at)), body(index));
  }
  return sections;
}
