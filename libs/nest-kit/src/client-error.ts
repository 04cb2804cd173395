import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CensusError, toProblem } from '@kfunc-census/errors';
import { extraHeaders } from './problem-filter.ts';

/** What Node could not read as a request (https://nodejs.org/api/http.html#event-clienterror). */
function toCensusError(cause: NodeJS.ErrnoException): CensusError {
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new CensusError('request/timeout', 'The request did not arrive in time.', { cause });
  if (cause.code === 'HPE_HEADER_OVERFLOW')
    return new CensusError('request/headers-too-large', 'The headers are too large.', { cause });
  return new CensusError('request/malformed', 'What arrived is no HTTP request.', { cause });
}

function responseOf(error: CensusError): string {
  const problem = toProblem(error);
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...extraHeaders(error),
  };
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
}

/** Answers, on the bare socket, what never became a request, and ends the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(responseOf(toCensusError(error)));
  socket.destroy(error);
}
