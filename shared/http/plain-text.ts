/** Text without control characters (category Cc), as a pattern that all OpenAPI tools support. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
export const WITHOUT_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/;
