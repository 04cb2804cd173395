import { CensusError } from '@kfunc-census/errors';

/** Kinds of requests that tests tell apart (kafka.apache.org/protocol, "Api Keys"). */
export const apiKeys = {
  produce: 0,
  fetch: 1,
  metadata: 3,
  offsetCommit: 8,
  findCoordinator: 10,
  joinGroup: 11,
  heartbeat: 12,
  leaveGroup: 13,
  syncGroup: 14,
} as const;

/** A request as a client sent it. */
export interface KafkaRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** Pairs the answer with its request, on one connection. */
  readonly correlationId: number;
  readonly clientId: string;
  /** What follows the header. */
  readonly body: Buffer;
}

/** Cuts a stream into Kafka's frames: a length of four bytes, then so many bytes. */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #size = 0;

  /** The frames that are complete now, without their lengths. */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: Buffer[] = [];
    while (this.#size >= 4) {
      const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      if (all === undefined) break;
      this.#chunks = [all];
      const end = 4 + all.readInt32BE(0);
      if (all.length < end) break;
      frames.push(all.subarray(4, end));
      this.#chunks = [all.subarray(end)];
      this.#size = all.length - end;
    }
    return frames;
  }
}

/** Reads the primitives of the protocol, as they were before its "flexible" versions. */
class Reader {
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }
  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }
  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }
  text(): string {
    const length = Math.max(this.int16(), 0);
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }
  bytes(): Buffer {
    const length = Math.max(this.int32(), 0);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  list<T>(read: () => T): readonly T[] {
    return Array.from({ length: this.int32() }, read);
  }
  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }
}

/** The header of a request, versions 0 to 2 alike as far as it is read. */
export function readRequest(frame: Buffer): KafkaRequest {
  const reader = new Reader(frame);
  return {
    apiKey: reader.int16(),
    apiVersion: reader.int16(),
    correlationId: reader.int32(),
    clientId: reader.text(),
    body: reader.rest(),
  };
}

function expectVersion({ apiKey, apiVersion }: KafkaRequest, key: number, most: number): void {
  if (apiKey === key && apiVersion <= most) return;
  throw new CensusError(
    'internal/unexpected',
    `Request ${apiKey} of version ${apiVersion} cannot be read as ${key} of at most ${most}.`,
  );
}

/** Topics that a Produce request (version 3 to 8) writes to. */
export function producedTopics(request: KafkaRequest): readonly string[] {
  expectVersion(request, apiKeys.produce, 8);
  const reader = new Reader(request.body);
  reader.text();
  reader.int16();
  reader.int32();
  return reader.list(() => {
    const topic = reader.text();
    reader.list(() => {
      reader.int32();
      reader.bytes();
    });
    return topic;
  });
}

/** Whose sign of life a request is; undefined when it is none. */
export function memberOf({ apiKey, body }: KafkaRequest): string | undefined {
  const signs: readonly number[] = [apiKeys.heartbeat, apiKeys.offsetCommit, apiKeys.syncGroup];
  if (!signs.includes(apiKey)) return undefined;
  const reader = new Reader(body);
  reader.text();
  reader.int32();
  return reader.text();
}

/** What an OffsetCommit asks for, and what the broker answered. */
export interface CommittedOffsets {
  readonly group: string;
  readonly generation: number;
  readonly member: string;
  /** Partition to the offset that is to be committed. */
  readonly offsets: ReadonlyMap<number, bigint>;
  /** Error code by partition: 0 none, 22 illegal generation, 25 unknown member, 27 rebalancing. */
  readonly errors: ReadonlyMap<number, number>;
}

/** Reads an OffsetCommit of one topic (version 5) with its answer, a frame from its correlation id on. */
export function readCommit(request: KafkaRequest, response: Buffer): CommittedOffsets {
  expectVersion(request, apiKeys.offsetCommit, 5);
  const asked = new Reader(request.body);
  const [group, generation, member] = [asked.text(), asked.int32(), asked.text()];
  const offsets = asked.list(() => {
    asked.text();
    return asked.list(() => {
      const entry = [asked.int32(), asked.int64()] as const;
      asked.text();
      return entry;
    });
  });
  const answer = new Reader(response);
  answer.int32();
  answer.int32();
  const errors = answer.list(() => {
    answer.text();
    return answer.list(() => [answer.int32(), answer.int16()] as const);
  });
  return {
    group,
    generation,
    member,
    offsets: new Map(offsets.flat()),
    errors: new Map(errors.flat()),
  };
}
