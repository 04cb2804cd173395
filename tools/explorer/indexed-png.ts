import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Pixels of a picture, three bytes each (red, green, blue), row by row. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function* chunksOf(png: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield {
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    };
    at += length + 12;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The nearest of left, above and above left to what they predict (PNG specification, 9.4). */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (a === undefined || b === undefined || c === undefined) return 0;
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** Takes the filters of the rows back (PNG specification, 9.2), in three or four bytes a pixel. */
function unfiltered(data: Buffer, height: number, stride: number, step: number): Buffer {
  const out = Buffer.alloc(height * stride);
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (stride + 1)];
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < step ? 0 : (out[at - step] ?? 0);
      const above = row === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = row === 0 || column < step ? 0 : (out[at - stride - step] ?? 0);
      const added = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0];
      out[at] = (data[row * (stride + 1) + column + 1] ?? 0) + (added ?? 0);
    }
  }
  return out;
}

function read(png: Buffer): Pixels {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  // Colour type 2 is RGB, 6 has alpha beside; browsers write no others for what is opaque.
  const step = header[9] === 6 ? 4 : 3;
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const bytes = unfiltered(inflateSync(data), height, width * step, step);
  if (step === 3) return { width, height, rgb: bytes };
  return { width, height, rgb: Buffer.from(bytes.filter((_, index) => index % 4 !== 3)) };
}

/** The colours most used, at most 256, and for each pixel the nearest of them. */
function indexed({ rgb }: Pixels): { readonly palette: readonly number[]; readonly index: Buffer } {
  const uses = new Map<number, number>();
  const colours = new Uint32Array(rgb.length / 3);
  for (const at of colours.keys()) {
    const colour = rgb.readUIntBE(at * 3, 3);
    colours[at] = colour;
    uses.set(colour, (uses.get(colour) ?? 0) + 1);
  }
  const palette = [...uses]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 256)
    .map(([colour]) => colour);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  for (const colour of uses.keys())
    if (!places.has(colour)) places.set(colour, nearest(palette, colour));
  return { palette, index: Buffer.from(Array.from(colours, (colour) => places.get(colour) ?? 0)) };
}

function nearest(palette: readonly number[], colour: number): number {
  const distance = (other: number): number =>
    [16, 8, 0].reduce((sum, shift) => {
      const difference = ((colour >> shift) & 255) - ((other >> shift) & 255);
      return sum + difference * difference;
    }, 0);
  const distances = palette.map(distance);
  return distances.indexOf(Math.min(...distances));
}

/** The same picture with at most 256 colours, a byte a pixel: a third of the size for text. */
export function indexedPng(png: Buffer): Buffer {
  const pixels = read(png);
  const { width, height } = pixels;
  const { palette, index } = indexed(pixels);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, row) =>
    Buffer.concat([Buffer.from([0]), index.subarray(row * width, (row + 1) * width)]),
  );
  const colours = Buffer.from(
    palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
  );
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
