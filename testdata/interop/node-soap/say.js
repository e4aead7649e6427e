/* The operator's API, and the lines in which the programs of Node tell what they saw. */
'use strict';
const assert = require('assert').strict;

exports.to = (admin) => ({
  /** A request of the operator's, which has to be through before the next step. */
  async operator(method, call) {
    const answer = await fetch(admin + call, { method });
    assert.ok(answer.ok, await answer.text());
  },

  say(step, saw) {
    console.log(`${step}: ${saw}`);
  },
});
