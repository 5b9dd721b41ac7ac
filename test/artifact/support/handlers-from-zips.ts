import { takeHandlersFrom } from '../../support/api/api-under-test.ts';
import { packaged } from './packaged.ts';
import { packagedCloud } from './packaged-cloud.ts';

/** Imported before a file of tests: the API under test in it is that of the packaged zips. */
takeHandlersFrom(async (engines) => {
  const cloud = await packagedCloud(packaged, engines);
  return {
    of: async (name) => {
      const { invoke } = await cloud.functionOf(name);
      return (event, context) => invoke(event, context);
    },
    close: () => cloud.close(),
  };
});
