import { once } from 'node:events';
import { connect } from 'node:net';
import { CensusError } from '@kfunc-census/errors';
import { apiKeys, FrameSplitter } from './kafka-frames.ts';

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** LeaveGroup, version 1: api key, version, correlation id, client id, group, member. */
function leaveGroup(group: string, member: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeInt16BE(apiKeys.leaveGroup, 0);
  header.writeInt16BE(1, 2);
  const frame = Buffer.concat([header, text('expel'), text(group), text(member)]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

/**
 * Has a member that was killed leave its group, in its name, so that the group does not wait for its
 * session timeout. `broker` is the group's coordinator, `host:port`.
 */
export async function expelMember(broker: string, group: string, member: string): Promise<void> {
  const [host = '', port] = broker.split(':');
  const socket = connect(Number(port), host);
  socket.write(leaveGroup(group, member));
  const splitter = new FrameSplitter();
  let frames: readonly Buffer[] = [];
  while (frames.length === 0) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    frames = splitter.push(chunk);
  }
  socket.destroy();
  // Correlation id, throttle time, error; 25: the group has expelled it already.
  const error = frames[0]?.readInt16BE(8);
  if (error !== 0 && error !== 25)
    throw new CensusError('internal/unexpected', `LeaveGroup was answered with error ${error}.`);
}
