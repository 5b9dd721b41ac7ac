import { messageOf } from '../../../shared/errors.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { demoItems } from '../seed/demo-items.ts';
import { initialize } from './initialize.ts';

const main = async (): Promise<void> => {
  const { KAFKA_BROKERS, AWS_ENDPOINT_URL } = process.env;
  if (KAFKA_BROKERS === undefined || AWS_ENDPOINT_URL === undefined) {
    throw new Error(
      'set KAFKA_BROKERS and AWS_ENDPOINT_URL to the local cloud, for example localhost:19092 and http://localhost:4566',
    );
  }
  const made = await initialize(
    { kafkaBrokers: KAFKA_BROKERS, awsEndpointUrl: AWS_ENDPOINT_URL },
    LOCAL_TABLE_PREFIX,
    demoItems(),
  );
  console.log(
    `Created ${made.topics} topics, ${made.tables} tables, ${made.secrets} secrets; put ${made.items.length} items. Existing ones are unchanged.`,
  );
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
