// Ids of all loaded BPF programs, one per line, by BPF_PROG_GET_NEXT_ID (11) of bpf(2); as root.
const koffi = require('/usr/lib/kfunc-census/node_modules/koffi');

const numbers = { x64: 321, arm64: 280 };
const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');
const attribute = Buffer.alloc(128);
while (Number(syscall(numbers[process.arch], 11, attribute, attribute.length)) === 0) {
  const id = attribute.readUInt32LE(4);
  console.log(id);
  attribute.fill(0);
  attribute.writeUInt32LE(id, 0);
}
