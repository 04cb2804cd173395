import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a receiver of OTLP sees it. */
export interface ReceivedSpan {
  /** `service.name` of who sent it. */
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** '' of a root. */
  readonly parentSpanId: string;
  /** Traces of the spans that it is linked to. */
  readonly links: readonly string[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** A receiver of OTLP over HTTP, in JSON. */
export interface OtlpReceiver {
  /** Value for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Names of the metrics that came. */
  readonly metrics: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number>>;
}
interface Resource {
  readonly resource: { readonly attributes: readonly Attribute[] };
}
/** Of opentelemetry-proto, `collector/trace/v1` and `collector/metrics/v1`, what is read here. */
interface Body {
  readonly resourceSpans?: readonly (Resource & {
    readonly scopeSpans: readonly {
      readonly spans: readonly (Pick<ReceivedSpan, 'name' | 'traceId' | 'spanId'> & {
        readonly parentSpanId?: string;
        readonly links?: readonly { readonly traceId: string }[];
        readonly attributes: readonly Attribute[];
      })[];
    }[];
  })[];
  readonly resourceMetrics?: readonly (Resource & {
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[];
  })[];
}

/** An integer is a text in JSON. */
const attributeValue = ({ value }: Attribute): string | number =>
  value.intValue === undefined ? (Object.values(value)[0] ?? '') : Number(value.intValue);

const record = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map((attribute) => [attribute.key, attributeValue(attribute)]));

function spansOf({ resourceSpans = [] }: Body): readonly ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ parentSpanId = '', links = [], attributes, ...span }) => ({
        ...span,
        service: String(record(resource.attributes)['service.name']),
        parentSpanId,
        links: links.map(({ traceId }) => traceId),
        attributes: record(attributes),
      })),
  );
}

/** Starts a receiver on 127.0.0.1 that keeps what comes. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const metrics = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
    spans.push(...spansOf(body));
    for (const { scopeMetrics } of body.resourceMetrics ?? [])
      for (const one of scopeMetrics) for (const { name } of one.metrics) metrics.add(name);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
