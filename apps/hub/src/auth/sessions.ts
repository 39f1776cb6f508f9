import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@wheelhouse/adapter-postgres';
import type { Viewer } from '../use-cases.ts';
import { READ } from '../edge-tokens.ts';
import { hashPassword, passwordMatches } from './password.ts';

export const SESSION_COOKIE = 'wheelhouse_session';
const SESSION_HOURS = 12;
const MAX_FAILURES = 10;
const FAILURE_WINDOW_MS = 60_000;
const MAX_NAMES = 10_000;

interface UserRow {
  id: string;
  name: string;
  admin: boolean;
  projects: string[];
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const toViewer = ({ name, admin, projects }: UserRow): Viewer => ({ name, admin, projects });

/** Tokens of programs look like this, so that a leaked one is recognised. */
export const newApiToken = (): string => `wh_${randomBytes(32).toString('base64url')}`;

export type SignIn =
  | { readonly ok: true; readonly cookie: string; readonly maxAgeSeconds: number }
  | { readonly ok: false; readonly reason: 'wrong' | 'too-many' };

/** Who is asking: people by cookie, programs by bearer token. Only hashes are stored. */
@Injectable()
export class Sessions {
  private readonly failures = new Map<string, number[]>();

  constructor(@Inject(READ) private readonly sql: Sql) {}

  async signIn(name: string, password: string, now: Date): Promise<SignIn> {
    const recent = (this.failures.get(name) ?? []).filter((at) => at > now.getTime() - FAILURE_WINDOW_MS);
    if (recent.length >= MAX_FAILURES) return { ok: false, reason: 'too-many' };
    // Before anything is waited for: who guesses in parallel has no more guesses.
    this.noteAttempt(name, [...recent, now.getTime()]);
    const { rows } = await this.sql.query<UserRow & { password_hash: string }>(
      'SELECT id, name, admin, projects, password_hash FROM user_account WHERE name = $1',
      [name],
    );
    const user = rows[0];
    // An unknown name costs the same as a wrong password, so that names cannot be found out.
    const right = await passwordMatches(password, user?.password_hash ?? (await decoyHash()));
    if (!user || !right) return { ok: false, reason: 'wrong' };
    this.failures.delete(name);
    const cookie = randomBytes(32).toString('base64url');
    await this.sql.query('INSERT INTO session (hash, user_id, expires_at) VALUES ($1, $2, $3)', [
      hashOf(cookie),
      user.id,
      new Date(now.getTime() + SESSION_HOURS * 3_600_000),
    ]);
    return { ok: true, cookie, maxAgeSeconds: SESSION_HOURS * 3600 };
  }

  /** Names that nobody has are noted too; the oldest are forgotten. */
  private noteAttempt(name: string, attempts: number[]): void {
    this.failures.delete(name);
    this.failures.set(name, attempts);
    if (this.failures.size > MAX_NAMES) this.failures.delete(this.failures.keys().next().value!);
  }

  async signOut(cookie: string): Promise<void> {
    await this.sql.query('DELETE FROM session WHERE hash = $1 OR expires_at < now()', [hashOf(cookie)]);
  }

  async byCookie(cookie: string): Promise<Viewer | undefined> {
    const { rows } = await this.sql.query<UserRow>(
      'SELECT u.id, u.name, u.admin, u.projects FROM session s JOIN user_account u ON u.id = s.user_id WHERE s.hash = $1 AND s.expires_at > now()',
      [hashOf(cookie)],
    );
    return rows[0] && toViewer(rows[0]);
  }

  async byToken(token: string): Promise<Viewer | undefined> {
    const { rows } = await this.sql.query<UserRow>(
      `SELECT u.id, u.name, u.admin, u.projects FROM api_token t JOIN user_account u ON u.id = t.user_id
       WHERE t.hash = $1 AND (t.expires_at IS NULL OR t.expires_at > now())`,
      [hashOf(token)],
    );
    return rows[0] && toViewer(rows[0]);
  }

  /** The local admin of the configuration: its password and token follow the configuration at each start. */
  async ensureAdmin({ password, token }: { password: string | undefined; token: string | undefined }): Promise<void> {
    const { rows } = await this.sql.query<{ id: string; password_hash: string }>(
      "SELECT id, password_hash FROM user_account WHERE name = 'admin'",
    );
    let admin = rows[0];
    if (!admin) {
      const hash = password ? await hashPassword(password) : '!';
      const inserted = await this.sql.query<{ id: string; password_hash: string }>(
        `INSERT INTO user_account (id, name, password_hash, admin, projects) VALUES (gen_random_uuid(), 'admin', $1, TRUE, '{}')
         ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING id, password_hash`,
        [hash],
      );
      admin = inserted.rows[0]!;
    } else if (password && !(await passwordMatches(password, admin.password_hash))) {
      await this.sql.query('UPDATE user_account SET password_hash = $1 WHERE id = $2', [
        await hashPassword(password),
        admin.id,
      ]);
      await this.sql.query('DELETE FROM session WHERE user_id = $1', [admin.id]);
    }
    if (token) {
      await this.sql.query("DELETE FROM api_token WHERE user_id = $1 AND name = 'configuration' AND hash <> $2", [
        admin.id,
        hashOf(token),
      ]);
      await this.sql.query(
        "INSERT INTO api_token (hash, user_id, name) VALUES ($1, $2, 'configuration') ON CONFLICT (hash) DO NOTHING",
        [hashOf(token), admin.id],
      );
    }
  }
}

let decoy: Promise<string> | undefined;
const decoyHash = (): Promise<string> => (decoy ??= hashPassword(randomBytes(16).toString('hex')));
