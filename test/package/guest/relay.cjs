// Passes connections to 127.0.0.1:PORT on to HOST:PORT. Arguments: port, host, port.
const { connect, createServer } = require('node:net');

const [port, host, target] = process.argv.slice(2);
createServer((from) => {
  const to = connect(Number(target), host);
  from.pipe(to).pipe(from);
  for (const [one, other] of [
    [from, to],
    [to, from],
  ])
    one.on('error', () => other.destroy());
}).listen(Number(port), '127.0.0.1');
