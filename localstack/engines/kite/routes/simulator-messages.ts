import * as z from 'zod';
import { failure, success } from '../answer.ts';
import type { KiteRoute } from '../route.ts';
import { TEXT_FRAMES } from '../ticker/text-frames.ts';

const message = z.strictObject({
  type: z.enum(TEXT_FRAMES),
  data: z.json(),
  /** Only to the sockets of this user; absent: to all. */
  user_id: z.string().min(1).max(20).optional(),
});

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Sends a text frame on the ticker: an order's update, an error, or a message. */
export const sendMessage: KiteRoute = {
  method: 'POST',
  path: '/simulator/messages',
  answer: ({ body }, { ticker }) => {
    const { data, error } = message.safeParse(parsed(body));
    if (data === undefined) {
      return failure('InputException', `Give type, data and user_id as JSON. ${z.prettifyError(error)}`);
    }
    return success({ sockets: ticker.sendText(data.type, data.data, data.user_id) });
  },
};
