import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type KafkaProxy, startKafkaProxy } from './kafka-proxy.ts';

let broker: Server;
let proxy: KafkaProxy;
let asked: number;

/** Request 7 of kind 3, from client x, without a body; and an answer to it. */
const request = Buffer.from('0000000b 0003 0000 00000007 0001 78'.replaceAll(' ', ''), 'hex');
const answer = Buffer.from('00000006 00000007 beef'.replaceAll(' ', ''), 'hex');

beforeEach(async () => {
  asked = 0;
  broker = createServer((socket) => {
    socket.on('data', () => {
      asked += 1;
      socket.write(answer);
    });
    socket.on('error', () => undefined);
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  proxy = await startKafkaProxy();
  const address = broker.address();
  proxy.target = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(() => broker.close());

/** What comes back for one request: bytes, or 'cut'. */
async function exchange(): Promise<string> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  // In two pieces: frames are not packets.
  socket.write(request.subarray(0, 5));
  socket.write(request.subarray(5));
  const came = Promise.race([
    once(socket, 'data').then(([chunk]: Buffer[]) => chunk?.toString('hex') ?? ''),
    once(socket, 'close').then(() => 'cut'),
  ]);
  const outcome = await came;
  socket.destroy();
  return outcome;
}

it('passes what no rule is about', async () => {
  expect(await exchange()).toBe(answer.toString('hex'));
  await proxy.close();
});

it('cuts the connection in place of a request, which the broker never sees', async () => {
  proxy.rules = { onRequest: ({ apiKey }) => (apiKey === 3 ? 'cut' : 'pass') };
  expect([await exchange(), asked]).toEqual(['cut', 0]);
  await proxy.close();
});

it('cuts the connection in place of an answer, after the broker has done its work', async () => {
  proxy.rules = { onAnswer: ({ clientId }) => (clientId === 'x' ? 'cut' : 'pass') };
  expect([await exchange(), asked]).toEqual(['cut', 1]);
  await proxy.close();
});

it('swallows an answer, and passes the next one', async () => {
  let dropped = 0;
  const seen = Promise.withResolvers<void>();
  proxy.rules = {
    onAnswer: () => {
      if (dropped > 0) return 'pass';
      dropped += 1;
      seen.resolve();
      return 'drop';
    },
  };
  const first = exchange();
  await seen.promise;
  expect(await exchange()).toBe(answer.toString('hex'));
  await proxy.close();
  expect(await first).toBe('cut');
});

it('does not keep to itself that a rule failed', async () => {
  proxy.rules = {
    onRequest: () => {
      throw new RangeError('a rule');
    },
  };
  expect(await exchange()).toBe('cut');
  await expect(proxy.close()).rejects.toThrow('a rule');
});
