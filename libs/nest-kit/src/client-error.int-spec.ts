import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { answerClientError } from './client-error.ts';

/** What the handler writes for an error of Node of that code. */
function written(code: string): string {
  const socket = new PassThrough();
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  answerClientError(Object.assign(new Error('parser'), { code }), socket);
  expect(socket.destroyed).toBe(code !== 'ECONNRESET');
  return text;
}

it.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request/timeout'],
  ['HPE_HEADER_OVERFLOW', 431, 'request/headers-too-large'],
  ['HPE_INVALID_METHOD', 400, 'request/malformed'],
])('answers %s as a problem document, and ends the connection', (nodeCode, status, code) => {
  const [head = '', body = ''] = written(nodeCode).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z]`));
  expect(head).toContain(`content-length: ${body.length}`);
  expect(JSON.parse(body)).toMatchObject({ status, code });
});

it('writes nothing to who is gone', () => {
  expect(written('ECONNRESET')).toBe('');
});
