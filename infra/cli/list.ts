import * as z from 'zod';
import type { ApiClient } from './api-client.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './command-failure.ts';
import { type Column, table } from './table.ts';

const MAX_PAGE = 200;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string | undefined;
}

interface ListRequest<Item> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly reply: () => Promise<z.ZodType<Page<Item>>>;
  /** Maximum number of items. */
  readonly limit: number;
}

interface List<Item> {
  readonly items: readonly Item[];
  /** Whether the API has more of them. */
  readonly more: boolean;
  /** All pages merged into one page of the API's format. */
  readonly json: { readonly items: readonly unknown[]; readonly next_cursor?: string };
}

const page = z.object({ items: z.array(z.unknown()), next_cursor: z.string().optional() });

/** Reads a list page by page up to its limit. */
export const fetchList = async <Item>(
  api: ApiClient,
  { path, query = {}, reply, limit }: ListRequest<Item>,
): Promise<List<Item>> => {
  const items: Item[] = [];
  const raw: unknown[] = [];
  let cursor: string | undefined;
  do {
    const most = Math.min(MAX_PAGE, limit - items.length);
    const { body, json } = await api.call({
      method: 'GET',
      path,
      query: { ...query, limit: String(most), cursor },
      reply,
    });
    if (body.next_cursor !== undefined && body.next_cursor === cursor) {
      throw new CommandFailure('unavailable', 'ODD_ANSWER', `${path} returned the same cursor twice`);
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

interface PrintedList<Item> extends ListRequest<Item> {
  readonly columns: readonly Column<Item>[];
  /** The line for an empty list. */
  readonly none: string;
}

/** Prints a list as a table, with a last line if it was cut at its limit. */
export const printList = async <Item>(
  { api, print }: CommandContext,
  { columns, none, ...request }: PrintedList<Item>,
): Promise<void> => {
  const { items, more, json } = await fetchList(api, request);
  const lines = items.length === 0 ? [none] : table(columns, items);
  print(json, [...lines, ...(more ? ['… more items: raise --limit'] : [])]);
};
