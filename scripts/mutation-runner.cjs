// How Jest goes through the suites for one change of a mutation test: those with a test that reaches it, until one notices.
const { default: TestRunner } = require('jest-runner');

/** The tests of a suite and the time that all of them take, from the run without changes. */
const knownSuites = new Map();
/** The suite that noticed the change before: neighbours are noticed by the same one. */
let latest;

module.exports = class MutationRunner extends TestRunner {
  #reaching;

  constructor(globalConfig, ...rest) {
    // What one test has made compile and keep, the tests after it use: only whole suites see all that a change does.
    super({ ...globalConfig, testNamePattern: undefined }, ...rest);
    const { testNamePattern } = globalConfig;
    this.#reaching = testNamePattern && new RegExp(testNamePattern, 'i');
  }

  async runTests(suites, watcher, options) {
    const isAsked = ({ path }) => !this.#reaching || (knownSuites.get(path)?.names.some((name) => this.#reaching.test(name)) ?? true);
    const timeOf = ({ path }) => (path === latest ? 0 : (knownSuites.get(path)?.time ?? 1));
    let isNoticed = false;
    this.on('test-file-failure', () => {
      isNoticed = true;
    });
    this.on('test-file-success', ([{ path }, { numFailingTests, testExecError, perfStats, testResults }]) => {
      if (numFailingTests > 0 || testExecError) {
        isNoticed = true;
        latest = path;
      } else if (!knownSuites.has(path))
        knownSuites.set(path, { names: testResults.map((test) => test.fullName), time: perfStats.runtime });
    });
    for (const suite of suites.filter(isAsked).sort((one, other) => timeOf(one) - timeOf(other))) {
      // Jest's own `bail` ends the process.
      if (isNoticed) return;
      await super.runTests([suite], watcher, options);
    }
  }
};
