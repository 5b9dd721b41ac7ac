import { isRecord } from './aws-response.ts';

/** The error that dynalite throws if DynamoDB would answer an error. */
export interface ServiceError extends Error {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;
}

export const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  'body' in error &&
  isRecord(error.body);

const isOfType = (body: Record<string, unknown>, name: string): boolean =>
  typeof body.__type === 'string' && body.__type.endsWith(`#${name}`);

export const isConditionFailure = (body: Record<string, unknown>): boolean =>
  isOfType(body, 'ConditionalCheckFailedException');

export const isValidationFailure = (body: Record<string, unknown>): boolean =>
  isOfType(body, 'ValidationException');
