import type { Clock } from '@wheelhouse/runtime';
import { z } from 'zod';
import { TRUSTED } from '../connections.ts';
import { ScmError } from '../scm-error.ts';
import type { ScmHttp } from '../scm-http.ts';
import { signedHeaders, type AwsCredentials } from './aws-signature.ts';

/** Where AWS's own variables and files are. */
export interface AwsSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => Promise<string>;
}

interface Lasting {
  readonly credentials: AwsCredentials;
  readonly usableUntil: number;
}

const MARGIN_MS = 5 * 60_000;
const FOR_EVER = Number.MAX_SAFE_INTEGER;
const METADATA = 'http://169.254.169.254';
const CONTAINER = 'http://169.254.170.2';

/**
 * The hub's own identity, as AWS's SDKs find it: variables, a web identity (service accounts of EKS), a container's address
 * (ECS, EKS Pod Identity), the instance; and roles that it takes on.
 * (docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html)
 */
export class AwsIdentity {
  readonly #http: ScmHttp;
  readonly #clock: Clock;
  readonly #surroundings: AwsSurroundings;
  readonly #kept = new Map<string, Lasting>();

  constructor(http: ScmHttp, clock: Clock, surroundings: AwsSurroundings) {
    this.#http = http;
    this.#clock = clock;
    this.#surroundings = surroundings;
  }

  get region(): string | undefined {
    const { AWS_REGION, AWS_DEFAULT_REGION } = this.#surroundings.env;
    return AWS_REGION || AWS_DEFAULT_REGION;
  }

  /** Of a service in a region; `AWS_ENDPOINT_URL` stands in for all of them. */
  endpoint(service: string, region: string): URL {
    const { AWS_ENDPOINT_URL } = this.#surroundings.env;
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return new URL(AWS_ENDPOINT_URL || `https://${service}.${region}.${domain}/`);
  }

  /** As itself, or as the role. */
  async credentials(role: string, region: string): Promise<AwsCredentials> {
    const own = (): Promise<AwsCredentials> => this.#lasting('', () => this.#own(region));
    return role === '' ? own() : this.#lasting(role, async () => this.#assume(role, region, await own()));
  }

  async #lasting(key: string, make: () => Promise<Lasting>): Promise<AwsCredentials> {
    const known = this.#kept.get(key);
    if (known && known.usableUntil > this.#clock.now()) return known.credentials;
    const made = await make();
    this.#kept.set(key, made);
    return made.credentials;
  }

  async #own(region: string): Promise<Lasting> {
    const { env } = this.#surroundings;
    if (env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']) {
      const credentials = {
        accessKeyId: env['AWS_ACCESS_KEY_ID'],
        secretAccessKey: env['AWS_SECRET_ACCESS_KEY'],
        sessionToken: env['AWS_SESSION_TOKEN'] || undefined,
      };
      return { credentials, usableUntil: FOR_EVER };
    }
    if (env['AWS_WEB_IDENTITY_TOKEN_FILE'] && env['AWS_ROLE_ARN']) return this.#webIdentity(region);
    if (env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'])
      return this.#container();
    if (env['AWS_EC2_METADATA_DISABLED'] === 'true') throw nobody();
    return this.#instance();
  }

  async #webIdentity(region: string): Promise<Lasting> {
    const { env, readFile } = this.#surroundings;
    const token = await readFile(env['AWS_WEB_IDENTITY_TOKEN_FILE']!).catch((cause: unknown) => {
      throw new ScmError('awsCodeCommit: the file of AWS_WEB_IDENTITY_TOKEN_FILE cannot be read', { cause });
    });
    return this.#sts(region, undefined, {
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: env['AWS_ROLE_ARN']!,
      RoleSessionName: env['AWS_ROLE_SESSION_NAME'] || 'wheelhouse',
      WebIdentityToken: token.trim(),
    });
  }

  #assume(role: string, region: string, own: AwsCredentials): Promise<Lasting> {
    return this.#sts(region, own, { Action: 'AssumeRole', RoleArn: role, RoleSessionName: 'wheelhouse' });
  }

  /** STS answers with XML, whose texts here hold nothing that would be escaped. */
  async #sts(
    region: string,
    own: AwsCredentials | undefined,
    fields: Readonly<Record<string, string>>,
  ): Promise<Lasting> {
    const url = this.endpoint('sts', region);
    const body = new URLSearchParams({ ...fields, Version: '2011-06-15' }).toString();
    const plain = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const signing = { service: 'sts', region, now: this.#clock.now() };
    const headers = own ? signedHeaders({ method: 'POST', url, headers: plain, body }, own, signing) : plain;
    const response = await this.#http.ask({
      ...{ who: 'awsCodeCommit', method: 'POST', url, headers, body, trust: TRUSTED },
      identity: `sts ${fields['RoleArn']}`,
      repeatable: true,
    });
    const text = (name: string): string =>
      new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(response.body)?.[1] ?? '';
    if (response.status !== 200 || !text('SecretAccessKey'))
      throw new ScmError(
        `awsCodeCommit: the role ${fields['RoleArn']} cannot be taken on: ${text('Code') || response.status}`,
        { hint: 'it has to trust the identity of the hub' },
      );
    return lasting(
      { AccessKeyId: text('AccessKeyId'), SecretAccessKey: text('SecretAccessKey'), Token: text('SessionToken') },
      text('Expiration'),
    );
  }

  async #container(): Promise<Lasting> {
    const { env, readFile } = this.#surroundings;
    const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
    const file = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
    const token = file ? (await readFile(file)).trim() : env['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
    const url = new URL(relative ? `${CONTAINER}${relative}` : full!);
    return this.#fromJson(url, token ? { authorization: token } : {});
  }

  /** Version 2 of the instance's metadata service. */
  async #instance(): Promise<Lasting> {
    const base = this.#surroundings.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || METADATA;
    const common = { who: 'awsCodeCommit', trust: TRUSTED, timeoutMs: 2_000 };
    try {
      const session = await this.#http.ask({
        ...common,
        method: 'PUT',
        url: new URL('/latest/api/token', base),
        headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
      });
      const headers = { 'x-aws-ec2-metadata-token': session.body };
      const roles = new URL('/latest/meta-data/iam/security-credentials/', base);
      const { status, body } = await this.#http.ask({ ...common, url: roles, headers });
      const role = body.trim().split('\n')[0]!;
      if (status !== 200 || !role) throw nobody();
      return await this.#fromJson(new URL(encodeURIComponent(role), roles), headers);
    } catch (cause) {
      throw cause instanceof ScmError && cause.cause === undefined ? cause : nobody(cause);
    }
  }

  async #fromJson(url: URL, headers: Readonly<Record<string, string>>): Promise<Lasting> {
    const response = await this.#http.ask({ who: 'awsCodeCommit', url, headers, trust: TRUSTED, timeoutMs: 2_000 });
    const parsed = response.status === 200 ? temporary.safeParse(jsonOf(response.body)) : undefined;
    if (!parsed?.success) throw new ScmError(`awsCodeCommit: ${url.origin} gives no credentials`);
    return lasting(parsed.data, parsed.data.Expiration);
  }
}

const temporary = z.object({
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  Token: z.string(),
  Expiration: z.string(),
});

const lasting = (
  { AccessKeyId, SecretAccessKey, Token }: Omit<z.infer<typeof temporary>, 'Expiration'>,
  expiration: string,
): Lasting => ({
  credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token },
  usableUntil: (Date.parse(expiration) || 0) - MARGIN_MS,
});

const nobody = (cause?: unknown): ScmError =>
  new ScmError('awsCodeCommit: the hub has no AWS identity', {
    cause,
    hint: 'give it one as AWS has it: a role of its service account, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
