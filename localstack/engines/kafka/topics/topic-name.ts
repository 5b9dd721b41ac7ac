import { errorCodes, KafkaError } from '../protocol/error-codes.ts';

const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/;

/**
 * Topic names as Kafka allows them; they also serve as folder names.
 * @throws {KafkaError} INVALID_TOPIC_EXCEPTION
 */
export const checkTopicName = (name: string): void => {
  if (name !== '.' && name !== '..' && LEGAL_NAME.test(name)) return;
  throw new KafkaError(
    errorCodes.INVALID_TOPIC_EXCEPTION,
    `The topic name ${JSON.stringify(name)} is illegal: it must have 1 to 249 letters, digits, '.', '_' or '-', and not be '.' or '..'.`,
  );
};
