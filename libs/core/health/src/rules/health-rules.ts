import { healthStatuses } from '@wheelhouse/core-domain';
import type { Health, HealthStatus, KubeObject } from '@wheelhouse/core-domain';
import { conditionMessage, parseMessage } from './parse-message.ts';
import type { Say } from './parse-message.ts';
import { parseTest } from './parse-test.ts';
import type { Test } from './parse-test.ts';
import { itemScope, itemsOf, readPath, rootScope } from './scope.ts';
import type { Scope } from './scope.ts';

/** The rules of one API group: data, so that a kind is added without a program. */
export interface GroupRules {
  /** `cert-manager.io`, or `*.crossplane.io` for all groups below. */
  readonly group: string;
  /** By kind; several kinds with a space between, `*` for those that are not named. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** The health of one object; undefined: no rule says anything, and the generic conventions count. */
export type AssessHealth = (object: KubeObject) => Health | undefined;

interface Rule {
  readonly status: HealthStatus;
  /** The rule is tried on each item of this list, and speaks of the first that fits. */
  readonly items: ((scope: Scope) => readonly unknown[]) | undefined;
  readonly test: Test;
  readonly say: Say;
}

const LINE = /^(?<status>\w+)(?: for (?<items>\S+))?(?: if (?<test>.*?))?(?<says>:(?: (?<say>.*))?)?$/;

/**
 * Rules as text, one a line, of which the first that fits counts; `#` begins a comment:
 *
 *     Progressing if Issuing=True
 *     Degraded if Ready=False
 *     Healthy if Ready=True: certificate is up to date
 *     Degraded for .status.parents if Accepted=False: parent {.parentRef.name}: {Accepted.message}
 *     Progressing: waiting for the certificate
 *
 * What a test may say: `parseTest`; a message: `parseMessage`. A rule without a message says what the first condition of its
 * test says. Throws a SyntaxError that names the line.
 */
export function parseHealthRules(source: string): AssessHealth {
  const rules = source.split('\n').flatMap((line, index) => {
    const text = line.replace(/^\s*#.*$/, '').trim();
    if (text === '') return [];
    try {
      return [parseRule(text)];
    } catch (error) {
      throw new SyntaxError(`rule ${index + 1} "${text}": ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return (object) => {
    const scope = rootScope(object);
    for (const rule of rules) {
      const fitting = fits(rule, scope);
      if (fitting) return healthOf(rule, fitting);
    }
    return undefined;
  };
}

function parseRule(line: string): Rule {
  const { status, items, test, says, say = '' } = LINE.exec(line)?.groups ?? {};
  if (!healthStatuses.includes(status as HealthStatus)) {
    throw new SyntaxError(`it begins with none of ${healthStatuses.join(', ')}`);
  }
  const parsed = test === undefined ? undefined : parseTest(test);
  const read = items === undefined ? undefined : readPath(items);
  return {
    status: status as HealthStatus,
    items: read && ((scope) => itemsOf(read(scope))),
    test: parsed?.test ?? (() => true),
    say:
      says === undefined
        ? parsed?.condition === undefined
          ? () => ''
          : conditionMessage(parsed.condition)
        : parseMessage(say),
  };
}

function fits({ items, test }: Rule, scope: Scope): Scope | undefined {
  if (!items) return test(scope) ? scope : undefined;
  for (const item of items(scope)) {
    const inside = itemScope(scope.root, item);
    if (test(inside)) return inside;
  }
  return undefined;
}

function healthOf({ status, say }: Rule, scope: Scope): Health {
  const message = say(scope);
  return message ? { status, message } : { status };
}
