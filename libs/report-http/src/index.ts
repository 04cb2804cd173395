export type { Refusal } from './answer.ts';
export { defaultRetryPolicy, type RetryPolicy, type Timing } from './retry.ts';
export {
  type Due,
  isAfterOutage,
  type LastSend,
  secondsUntilSend,
  splaySeconds,
} from './schedule.ts';
export {
  createReportSender,
  type OutgoingReport,
  type ReportSender,
  type ReportSenderOptions,
  type SendOutcome,
} from './sender.ts';
export { newSendTrace, type SendTrace } from './trace-context.ts';
export { type HttpRequest, type HttpResponse, sendOverHttp, type Transport } from './transport.ts';
