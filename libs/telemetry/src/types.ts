/** Which signals leave this process. */
export interface Signals {
  readonly traces: boolean;
  readonly metrics: boolean;
}

/** What telemetry works with. */
export interface TelemetryOptions {
  /** `service.name`, unless OTEL_SERVICE_NAME says otherwise. */
  readonly service: string;
  /** Receives what goes wrong with exporting, one line a minute at most. */
  readonly log: (message: string) => void;
}

/** Telemetry that runs. */
export interface Telemetry {
  /** Sends what is still here, for three seconds at most, and ends. */
  stop(): Promise<void>;
}
