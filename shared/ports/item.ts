/** What DynamoDB can hold, without its type tags: an item's attributes. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue | undefined };
export type Item = { readonly [attribute: string]: AttributeValue | undefined };
