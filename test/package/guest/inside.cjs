// Runs in a unit of the agent, with all that holds for it; writes what it may do into the file named.
const { connect } = require('node:net');
const { readFileSync, writeFileSync } = require('node:fs');

const status = readFileSync('/proc/self/status', 'utf8');
const field = (name) => new RegExp(`^${name}:\\s*(\\S+)$`, 'm').exec(status)?.[1];
const found = { uid: process.getuid() };
for (const name of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp'])
  found[name] = field(name);
for (const path of ['/proc/kallsyms', '/proc/1/status'])
  try {
    found[path] = readFileSync(path, 'utf8').length;
  } catch (error) {
    found[path] = error.code;
  }
try {
  writeFileSync('/usr/proof', '');
  found.usr = 'written';
} catch (error) {
  found.usr = error.code;
}
const end = (inet) => {
  writeFileSync(process.argv[2], JSON.stringify({ ...found, inet }));
  process.exit();
};
connect(7080, '127.0.0.1')
  .on('connect', () => end('connected'))
  .on('error', (error) => end(error.code));
