/*
 * What ships, tested: each function's zip, unpacked into an empty folder and run in a Node of its own with the
 * environment of the compiled template, on this machine's engines. The API's zips by the tests of its routes, login
 * included; the stages' zips by a record of every topic that they read.
 */
import './support/handlers-from-zips.ts';
import '../integration/api/routes.test.ts';
import './support/stage-tests.ts';
