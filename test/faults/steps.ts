import {
  apiKeys,
  type ChdbHttp,
  type ChdbHttpRules,
  type KafkaProxy,
  type KafkaRequest,
  type ProxyRules,
} from '@kfunc-census/testing';

/**
 * A step at which a program is killed: a message of it to the outside, or the answer. Between two of
 * them a program changes only its own memory, which dies with it; so these are all the steps there are.
 */
export interface Step {
  readonly name: string;
  /** Rules that call `kill` when the step is reached. */
  readonly rules: (kill: () => void) => {
    readonly broker?: ProxyRules;
    readonly store?: ChdbHttpRules;
  };
}

/** Client ids by which the proxy knows whose request it is. */
const gatewayId = 'kfunc-census-gateway';
const ingesterId = 'kfunc-census-ingester';
/** A Fetch answer above this brings messages: an oracle's report takes more alone. */
const emptyFetchBytes = 700;

type Matches = (request: KafkaRequest, answer?: Buffer) => boolean;

const isOf =
  (clientId: string, apiKey: number): Matches =>
  (request) =>
    request.clientId === clientId && request.apiKey === apiKey;

/** Killed before the broker sees the request. */
const asking = (name: string, matches: Matches): Step => ({
  name,
  rules: (kill) => ({
    broker: {
      onRequest: (request) => {
        if (!matches(request)) return 'pass';
        kill();
        return 'cut';
      },
    },
  }),
});

/** Killed after the broker has done it, before or just as the program learns of it. */
const answered = (name: string, matches: Matches, fate: 'cut' | 'pass' = 'cut'): Step => ({
  name,
  rules: (kill) => ({
    broker: {
      onAnswer: (request, answer) => {
        if (!matches(request, answer)) return 'pass';
        kill();
        return fate;
      },
    },
  }),
});

const store = (name: string, when: 'onStatement' | 'onAnswer', table: RegExp): Step => ({
  name,
  rules: (kill) => ({
    store: {
      [when]: (statement: string) => {
        if (!table.test(statement)) return 'pass';
        kill();
        return 'cut';
      },
    },
  }),
});

const sets = /^INSERT INTO \w*set_inbox/;
const hosts = /^INSERT INTO \w*host_inbox/;
const commits = isOf(ingesterId, apiKeys.offsetCommit);
const produces = isOf(gatewayId, apiKeys.produce);
const fetches: Matches = (request, answer = Buffer.alloc(0)) =>
  isOf(ingesterId, apiKeys.fetch)(request) && answer.length > emptyFetchBytes;

/** Of the ingester, from joining its group to the committed offset. */
export const ingesterSteps: readonly Step[] = [
  answered('messages fetched', fetches, 'pass'),
  store('sets sent to the store', 'onStatement', sets),
  store('sets stored, not answered', 'onAnswer', sets),
  store('hosts sent to the store', 'onStatement', hosts),
  store('hosts stored, not answered', 'onAnswer', hosts),
  asking('commit sent', commits),
  answered('committed, not answered', commits),
  answered('committed and answered', commits, 'pass'),
];

/** Of the gateway, from the report that came in to the answer that goes out. */
export const gatewaySteps: readonly Step[] = [
  asking('message sent to Kafka', produces),
  answered('written by Kafka, not answered', produces),
  answered('written by Kafka and answered', produces, 'pass'),
];

/** Puts a step's rules in force until the returned function is called. */
export function arm(step: Step, kill: () => void, proxy: KafkaProxy, store: ChdbHttp): () => void {
  const { broker = {}, store: rules = {} } = step.rules(kill);
  proxy.rules = broker;
  store.rules = rules;
  return () => {
    proxy.rules = {};
    store.rules = {};
  };
}
