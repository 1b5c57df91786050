// How Jest goes through the suites for one change of a mutation test: those with a test that reaches it, quickest first, until one notices.
const { default: TestRunner } = require('jest-runner');

/** The tests of a suite and the time that all of them take, from the run without changes. */
const knownSuites = new Map();

module.exports = class MutationRunner extends TestRunner {
  async runTests(suites, watcher, options) {
    const { testNamePattern } = this._globalConfig;
    const pattern = testNamePattern && new RegExp(testNamePattern, 'i');
    const isAsked = ({ path }) => !pattern || (knownSuites.get(path)?.names.some((name) => pattern.test(name)) ?? true);
    const timeOf = ({ path }) => knownSuites.get(path)?.time ?? 0;
    let isNoticed = false;
    this.on('test-file-failure', () => {
      isNoticed = true;
    });
    this.on('test-file-success', ([{ path }, { numFailingTests, perfStats, testResults }]) => {
      isNoticed ||= numFailingTests > 0;
      if (!pattern && !isNoticed) knownSuites.set(path, { names: testResults.map((test) => test.fullName), time: perfStats.runtime });
    });
    for (const suite of suites.filter(isAsked).sort((one, other) => timeOf(one) - timeOf(other))) {
      // Jest's own `bail` ends the process.
      if (isNoticed) return;
      await super.runTests([suite], watcher, options);
    }
  }
};
