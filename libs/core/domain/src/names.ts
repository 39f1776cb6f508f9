/**
 * The rules by which an API server takes names and labels (k8s.io/apimachinery/pkg/util/validation). Each function gives
 * what is wrong in words, or nothing.
 */

const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Names of most objects: an RFC 1123 subdomain of at most 253 characters. */
export function subdomainProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > 253) return `is ${name.length} characters long; Kubernetes allows 253`;
  if (!SUBDOMAIN.test(name)) {
    return 'is no name that Kubernetes takes: lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit';
  }
  return undefined;
}

/** Names of namespaces: an RFC 1123 label of at most 63 characters. */
export function namespaceProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > 63) return `is ${name.length} characters long; Kubernetes allows 63`;
  if (!LABEL.test(name)) {
    return 'is no namespace that Kubernetes takes: lower-case letters, digits and "-", beginning and ending with a letter or digit';
  }
  return undefined;
}

/** Keys of labels and annotations: `[prefix/]name`. */
export function qualifiedNameProblem(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) return 'has more than one "/"';
  const name = parts[parts.length - 1]!;
  if (parts.length === 2) {
    const prefix = subdomainProblem(parts[0]!);
    if (prefix) return `has a prefix that ${prefix}`;
  }
  if (name === '') return 'has no name';
  if (name.length > 63) return `has a name of ${name.length} characters; Kubernetes allows 63`;
  if (!QUALIFIED.test(name)) {
    return 'is no key that Kubernetes takes: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit';
  }
  return undefined;
}

export function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return `is ${value.length} characters long; Kubernetes allows 63`;
  if (value !== '' && !QUALIFIED.test(value)) {
    return 'is no label value that Kubernetes takes: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit';
  }
  return undefined;
}

/** Names of clusters are data, taken as people have them (`arn:aws:eks:…`): one line, no white space at the ends. */
export function clusterNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > 253) return `is ${name.length} characters long; 253 are allowed`;
  if (name !== name.trim() || /[\u0000-\u001f\u007f]/.test(name))
    return 'holds control characters or white space at an end';
  return undefined;
}
