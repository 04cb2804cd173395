import { CensusError } from '@kfunc-census/errors';
import { limits } from '@kfunc-census/report';

/**
 * JSON lines as UTF-8. JSON.stringify escapes newlines, so that a line is a document. Throws
 * `queue/message-too-large`.
 */
export function encodeLines(lines: readonly unknown[]): Uint8Array {
  const value = new TextEncoder().encode(lines.map((line) => JSON.stringify(line)).join('\n'));
  if (value.byteLength > limits.messageBytes)
    throw new CensusError(
      'queue/message-too-large',
      `The document takes ${value.byteLength} bytes on the queue; the limit is ${limits.messageBytes} bytes.`,
      { field: 'body', limit: `${limits.messageBytes} bytes` },
    );
  return value;
}
