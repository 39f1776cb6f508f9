import { TestEnvironment } from 'jest-environment-node';

/** Says what the world looks like when a scenario fails: the world registers `explainFailure` on its global object. */
export default class ScenarioEnvironment extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name !== 'test_fn_failure' && event.name !== 'hook_failure') return;
    const text = await this.global.explainFailure?.().catch((error) => `no report: ${error.message}`);
    if (text) process.stderr.write(`\n${text}\n`);
  }
}
