import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { scope } from './instruments.ts';

export type { Span } from '@opentelemetry/api';

/** Who a span is, in the words of OpenTelemetry. */
export type Role = 'server' | 'client' | 'producer' | 'consumer';

/** How a span begins. */
export interface SpanStart {
  readonly role?: Role;
  readonly attributes?: Attributes;
  /** `traceparent` of the span that caused it. Default: the active span. */
  readonly parent?: string | undefined;
  /** Begins a trace of its own, whatever is active. */
  readonly root?: boolean;
  /** `traceparent`s of other spans that it has to do with; the first 128 are kept. */
  readonly links?: readonly string[];
}

const kinds: Readonly<Record<Role, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** As many as OTEL_SPAN_LINK_COUNT_LIMIT keeps by default. */
const mostLinks = 128;
const linksKey = createContextKey('kfunc-census links');

const contextOf = (traceparent: string): Context =>
  propagation.extract(ROOT_CONTEXT, { traceparent });

function linksOf(traceparents: readonly string[]): Link[] {
  return traceparents.slice(0, mostLinks).flatMap((traceparent) => {
    const linked = trace.getSpanContext(contextOf(traceparent));
    return linked === undefined ? [] : [{ context: linked }];
  });
}

function parentOf({ parent, root }: SpanStart): Context {
  if (root) return ROOT_CONTEXT;
  return parent === undefined ? context.active() : contextOf(parent);
}

/** Begins a span; whoever does ends it. */
export function startSpan(name: string, start: SpanStart = {}): Span {
  const { role, attributes = {}, links = inheritedLinks() } = start;
  const kind = role === undefined ? SpanKind.INTERNAL : kinds[role];
  const options = { kind, attributes, links: linksOf(links) };
  return trace.getTracer(scope).startSpan(name, options, parentOf(start));
}

const inheritedLinks = (): readonly string[] =>
  (context.active().getValue(linksKey) as readonly string[] | undefined) ?? [];

/** Runs `work` as part of a span; spans that begin in it have these links, too. */
export function within<T>(span: Span, work: () => T, links?: readonly string[]): T {
  const active = trace.setSpan(context.active(), span);
  return context.with(links === undefined ? active : active.setValue(linksKey, links), work);
}

/**
 * Says of a span that its work failed, by an error or by the type of one. Only the name or code of an error:
 * messages may quote.
 */
export function fail(span: Span, error: unknown): void {
  span.setAttribute('error.type', typeof error === 'string' ? error : errorName(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Code of an error of the closed list, else the name of its class. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Takes what is said of a span that nobody records. */
const unrecorded = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/**
 * Runs `work` in a span of its own, which ends with it, and says so when it fails. Where the active span is
 * recorded only: what belongs to no trace, or to one that nobody records, costs nothing.
 */
export async function traced<T>(
  name: string,
  start: SpanStart,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  if (!trace.getActiveSpan()?.isRecording()) return await work(unrecorded);
  const span = startSpan(name, start);
  try {
    return await within(span, () => work(span));
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** The active span as a `traceparent` of W3C Trace Context; undefined when none is. */
export function activeTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** `traceparent` of a span. */
export function traceparentOf(span: Span): string | undefined {
  return within(span, activeTraceparent);
}

/** Whether somebody records the trace of this `traceparent`. */
export const isSampled = (traceparent: string): boolean => /-[0-9a-f][13579bdf]$/.test(traceparent);

/** Ids of the active span, for a line of the log; empty when there is none. */
export function activeIds(): { readonly trace_id?: string; readonly span_id?: string } {
  const active = trace.getActiveSpan()?.spanContext();
  return active === undefined ? {} : { trace_id: active.traceId, span_id: active.spanId };
}
