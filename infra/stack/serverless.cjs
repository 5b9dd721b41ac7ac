// Serverless loads .cjs and .json, not .ts; Node itself strips the types.
module.exports = { ...require('./serverless.ts') };
