import type { Clock } from '@wheelhouse/runtime';
import type { z } from 'zod';
import { TRUSTED } from '../connections.ts';
import { ScmError } from '../scm-error.ts';
import type { ScmHttp } from '../scm-http.ts';
import { AwsIdentity, type AwsSurroundings } from './aws-credentials.ts';
import { signedHeaders } from './aws-signature.ts';

const WHO = 'awsCodeCommit';
/** `CODE_COMMIT` and the like: the prefix of an operation's name. */
const SERVICES = {
  codecommit: 'CodeCommit_20150413',
  tagging: 'ResourceGroupsTaggingAPI_20170126',
} as const;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded/;
const ATTEMPTS = 4;
const PAUSE_MS = 500;
const LEFT_ALONE_MS = 60_000;

/** One operation of AWS's JSON protocol (version 1.1). */
export interface AwsCall<T> {
  readonly service: keyof typeof SERVICES;
  readonly operation: string;
  readonly input: object;
  readonly answer: z.ZodType<T>;
  /** Names of errors that mean that there is no such thing. */
  readonly absent?: readonly string[];
}

/** Calls with one role in one region. */
export interface AwsSession {
  call<T>(call: AwsCall<T>): Promise<T | undefined>;
}

export class Aws {
  readonly #http: ScmHttp;
  readonly #clock: Clock;
  readonly #identity: AwsIdentity;

  constructor(http: ScmHttp, clock: Clock, surroundings: AwsSurroundings) {
    this.#http = http;
    this.#clock = clock;
    this.#identity = new AwsIdentity(http, clock, surroundings);
  }

  /** `region`: the hub's own where it is empty. */
  session(role: string, region: string): AwsSession {
    const at = region || this.#identity.region;
    if (!at || !/^[a-z0-9-]{1,40}$/.test(at))
      throw new ScmError(`${WHO}: the region is not known`, { hint: 'name it with region, or with AWS_REGION' });
    return { call: (call) => this.#call(call, role, at) };
  }

  async #call<T>(call: AwsCall<T>, role: string, region: string): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      const { status, body } = await this.#ask(call, role, region);
      const json = jsonOf(body);
      if (status === 200) return read(call, json);
      const name = String(json['__type'] ?? '').replace(/^.*#/, '');
      if (call.absent?.includes(name)) return undefined;
      if (!THROTTLED.test(name)) throw refusal(call, status, name, json);
      if (attempt === ATTEMPTS)
        throw new ScmError(`${WHO}: ${call.operation} is asked too often (${name})`, { retryAfterMs: LEFT_ALONE_MS });
      await this.#clock.sleep(PAUSE_MS * 2 ** attempt);
    }
  }

  async #ask<T>({ service, operation, input }: AwsCall<T>, role: string, region: string) {
    const credentials = await this.#identity.credentials(role, region);
    const url = this.#identity.endpoint(service, region);
    const body = JSON.stringify(input);
    const plain = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${SERVICES[service]}.${operation}` };
    const now = this.#clock.now();
    const headers = signedHeaders({ method: 'POST', url, headers: plain, body }, credentials, { service, region, now });
    const identity = `${service} ${role} ${region}`;
    return this.#http.ask({ who: WHO, method: 'POST', url, headers, body, trust: TRUSTED, identity, repeatable: true });
  }
}

function read<T>({ operation, answer }: AwsCall<T>, json: object): T {
  const parsed = answer.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ScmError(`${WHO}: ${operation} is answered with something else than was asked for`);
}

function refusal(
  call: AwsCall<unknown>,
  status: number,
  name: string,
  json: Readonly<Record<string, unknown>>,
): ScmError {
  const said = [json['message'], json['Message']].find((one) => typeof one === 'string');
  const denied = /AccessDenied|NotAuthorized/.test(name);
  return new ScmError(
    `${WHO}: ${call.operation} is answered with ${status} ${name}${said ? `: ${said.slice(0, 200)}` : ''}`,
    denied ? { hint: `the identity of the hub, or the role, needs the right ${call.service}:${call.operation}` } : {},
  );
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
