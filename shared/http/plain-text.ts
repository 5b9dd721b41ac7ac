/** Text without control characters: the category Cc, in a form that every dialect of patterns in OpenAPI's readers knows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
export const WITHOUT_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/;
