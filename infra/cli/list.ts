import * as z from 'zod';
import type { ApiClient } from './api-client.ts';
import { CommandFailure } from './command-failure.ts';

const MOST_IN_ONE_ANSWER = 200;

export interface ListRequest<Item> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly item: z.ZodType<Item>;
  /** Items in all. */
  readonly limit: number;
}

export interface List<Item> {
  readonly items: readonly Item[];
  /** Whether the API has more of them. */
  readonly more: boolean;
  /** As the API's own pages look, with the items of all of them. */
  readonly json: { readonly items: readonly unknown[]; readonly next_cursor?: string };
}

const page = z.object({ items: z.array(z.unknown()), next_cursor: z.string().optional() });

/** The items of a list, page after page, until there are enough or no more. */
export const fetchList = async <Item>(
  api: ApiClient,
  { path, query = {}, item, limit }: ListRequest<Item>,
): Promise<List<Item>> => {
  const reply = page.extend({ items: z.array(item) });
  const items: Item[] = [];
  const raw: unknown[] = [];
  let cursor: string | undefined;
  do {
    const most = Math.min(MOST_IN_ONE_ANSWER, limit - items.length);
    const { body, json } = await api.call({
      method: 'GET',
      path,
      query: { ...query, limit: String(most), cursor },
      reply,
    });
    if (body.next_cursor !== undefined && body.next_cursor === cursor) {
      throw new CommandFailure('unavailable', 'ODD_ANSWER', `${path} gives the same page again and again`);
    }
    items.push(...body.items);
    raw.push(...page.parse(json).items);
    cursor = body.next_cursor;
  } while (cursor !== undefined && items.length < limit);
  return {
    items,
    more: cursor !== undefined,
    json: { items: raw, ...(cursor === undefined ? {} : { next_cursor: cursor }) },
  };
};
