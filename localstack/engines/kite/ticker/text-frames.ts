/** Kite's text frames: an order's update, an error, or a message of the broker. */
export const TEXT_FRAMES = ['order', 'error', 'message'] as const;
export type TextFrameType = (typeof TEXT_FRAMES)[number];

export const textFrame = (type: TextFrameType, data: unknown): string => JSON.stringify({ type, data });
