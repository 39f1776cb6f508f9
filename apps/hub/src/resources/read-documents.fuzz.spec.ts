import { describe, it } from '@jest/globals';
import { fuzz, mutatedBytes, mutatedTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { duplicates, readDocuments } from './read-documents.ts';

const cluster = `apiVersion: wheelhouse.dev/v1alpha1
kind: Cluster
metadata:
  name: prod
  labels: { env: prod }
`;
const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  project: default
  source: { repoURL: https://git.example.com/a.git, path: apps/shop, targetRevision: main }
  destination: { name: prod, namespace: shop }
`;
const project = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: default, namespace: argocd }
spec:
  sourceRepos: ['*']
`;
const files = [`${cluster}---\n${cluster}`, `${project}---\n${application}`, application];

describe('fleet files, by the thousand', () => {
  it('are resources of which each has a name, or problems that name file and line', () => {
    const bytes = files.map((file) => new TextEncoder().encode(file));
    const texts = fc.oneof(
      mutatedTexts(...files),
      mutatedBytes(...bytes).map((one) => new TextDecoder().decode(one)),
    );
    fuzz(texts, (text) => {
      const read = readDocuments(text, 'fleet/a.yaml', {});
      const problems = read.ok ? duplicates(read.value) : read.error;
      return (
        (read.ok || problems.length > 0) &&
        problems.every(({ where, message }) => where?.startsWith('fleet/a.yaml') && message.length > 0)
      );
    });
  });
});
