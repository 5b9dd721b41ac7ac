import { workerData } from 'node:worker_threads';
import { dynamoMasterStore } from '../../../functions/instruments/adapters/dynamo-master-store.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { type Endpoints, toolDynamo } from '../init/endpoints.ts';
import { loadDemoMaster } from '../seed/demo-master.ts';

/*
 * Loads the demo's instruments into the engines that its data names, and ends. Rows and SDK end with it.
 */

const client = toolDynamo(workerData as Endpoints);
await loadDemoMaster(dynamoMasterStore(client, LOCAL_TABLE_PREFIX), Date.now());
client.destroy();
