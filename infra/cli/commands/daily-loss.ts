import type { Broker } from '../../../shared/events/brokers.ts';
import { rupees } from '../../../shared/market/figures.ts';
import type { ApiClient, ApiReply, BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure, usageError } from '../command-failure.ts';
import { reviewed } from '../reviewed.ts';
import { facts } from '../table.ts';
import { istTime } from '../text.ts';

const releaseReply = async () =>
  (await import('../../../functions/risk-manager/api/release-daily-loss.ts')).releaseDailyLoss.reply;

const lossReply = async () =>
  (await import('../../../functions/risk-manager/api/get-daily-loss.ts')).getDailyLoss.reply;

type Loss = BodyOf<typeof lossReply>;

const lossLines = ({ broker, latched, latch_id, latched_at, loss, limit, updated_at }: Loss) =>
  facts([
    [
      'daily loss',
      `${broker}: ${latched ? 'LATCHED, only orders that reduce a position pass' : 'not latched'}`,
    ],
    ['latch', latch_id ?? undefined],
    ['since', latched_at === null ? undefined : `${istTime(latched_at)} IST`],
    ['lost', loss === null ? undefined : `${rupees(loss)}${limit === null ? '' : ` of ${rupees(limit)}`}`],
    ['as of', updated_at === null ? undefined : `${istTime(updated_at)} IST, market time`],
  ]);

const lossOf = (broker: Broker, api: ApiClient): Promise<ApiReply<Loss>> =>
  api.call({ method: 'GET', path: apiPath`/risk/${broker}/daily-loss`, reply: lossReply });

const currentLoss = async (broker: Broker, api: ApiClient) => {
  const { body } = await lossOf(broker, api);
  const { latch_id } = body;
  if (latch_id === null) {
    throw new CommandFailure('refused', 'LATCH_MISMATCH', `no daily loss of ${broker} is latched`);
  }
  return {
    name: latch_id,
    lines: lossLines(body),
    inShort: `${latch_id}${body.loss === null ? '' : `, ${rupees(body.loss)} lost`}`,
  };
};

/** Shows whether a loss is latched, and the id of the latch. */
export const showDailyLoss = async (broker: Broker, { api, print }: CommandContext): Promise<void> => {
  const { body, json } = await lossOf(broker, api);
  print(json, lossLines(body));
};

/** Releases the latch that the user names, or confirms at a terminal. */
export const releaseDailyLoss = async (
  broker: Broker,
  given: string | undefined,
  reason: string | undefined,
  context: CommandContext,
): Promise<void> => {
  const { api, print } = context;
  if (reason === undefined) throw usageError('release-daily-loss needs --reason TEXT');
  const latch_id = await reviewed(
    {
      given,
      option: '--latch ID',
      what: `release the daily loss of ${broker}`,
      look: () => currentLoss(broker, api),
    },
    context,
  );
  const { body, json } = await api.call({
    method: 'POST',
    path: apiPath`/risk/${broker}/daily-loss/release`,
    body: { latch_id, reason },
    reply: releaseReply,
  });
  print(json, [
    `${body.broker}: latch ${body.latch_id} released; the loss counts from zero at the next signal`,
  ]);
};
