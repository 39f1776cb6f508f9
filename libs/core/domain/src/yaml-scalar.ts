/**
 * Plain YAML scalars as sigs.k8s.io/yaml reads them, which is how `kubectl` and Argo CD do (YAML 1.1 as implemented by
 * go-yaml v2): `yes no on off y n` are booleans, `0777` is octal, `1_000` is a number; `1:30` and dates stay strings.
 */
export function resolvePlainScalar(text: string): string | number | boolean | null {
  if (KEYWORDS.has(text)) return KEYWORDS.get(text)!;
  const first = text.charCodeAt(0);
  // Only a digit, a sign or a point can begin a number.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return resolveNumber(text);
  return text;
}

const KEYWORDS = new Map<string, boolean | null | number>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) KEYWORDS.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) {
  KEYWORDS.set(word, false);
}
for (const word of ['', '~', 'null', 'Null', 'NULL']) KEYWORDS.set(word, null);
for (const word of ['.nan', '.NaN', '.NAN']) KEYWORDS.set(word, Number.NaN);
for (const word of ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']) KEYWORDS.set(word, Infinity);
for (const word of ['-.inf', '-.Inf', '-.INF']) KEYWORDS.set(word, -Infinity);

function resolveNumber(text: string): string | number {
  const plain = text.replaceAll('_', '');
  const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))$/.exec(plain);
  if (integer) {
    const [, sign, hex, binary, octal, decimal] = integer;
    const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal!;
    const value = Number(BigInt(digits));
    return sign === '-' && value !== 0 ? -value : value;
  }
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? (value === 0 ? 0 : value) : text;
  }
  return text;
}
