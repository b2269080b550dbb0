// States that pages fall into when photographed: what the console may then say, and a server that fails.

/** The record is not there. */
export const missing = { expected: [/status of 404/] };
/** Who asks lacks the right. */
export const refused = { expected: [/status of 40[13]/] };
/** @param pattern addresses that the server answers with a failure */
export const failing = (pattern) => ({
  expected: [/status of 500/],
  before: (window) =>
    window.route(pattern, (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 500, code: 'unexpected', title: 'unexpected', reference: 'B4-7Q2' }),
      }),
    ),
});

/** @param pattern addresses that the server refuses by a rule, with its code */
export const refusing = (pattern, code, details = {}) => ({
  expected: [/status of 409/],
  before: (window) =>
    window.route(pattern, (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 409, code, title: code, details }),
      }),
    ),
});
