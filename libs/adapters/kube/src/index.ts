export * from './kube-api.ts';
