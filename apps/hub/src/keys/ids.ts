import { randomBytes, randomUUID } from 'node:crypto';
import {
  applicationId,
  clusterId,
  operationId,
  projectId,
  type ApplicationId,
  type ClusterId,
  type OperationId,
  type ProjectId,
} from '@wheelhouse/core-domain';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 16 characters of `a-z2-7`: 80 random bits. */
export const newBase32Id = (): string => [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join('');

export const newClusterId = (): ClusterId => clusterId(newBase32Id());
export const newProjectId = (): ProjectId => projectId(newBase32Id());
export const newApplicationId = (): ApplicationId => applicationId(randomBytes(8).toString('hex'));
export const newOperationId = (): OperationId => operationId(randomUUID());
