/*
 * Every route of the API through its function's zip, login included: the tests of the routes, on handlers that are
 * unpacked into an empty folder and run in a Node of their own with the environment of the compiled template.
 */
import './support/handlers-from-zips.ts';
import '../integration/api/routes.test.ts';
