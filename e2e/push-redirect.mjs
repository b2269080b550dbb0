// Loaded into the program of the journeys: what goes to the push service of a browser goes to the one of the journeys
// instead (push-service.ts). Nothing else is changed.
const service = process.env.GANDAN_E2E_PUSH;
const usual = globalThis.fetch;
if (service)
  globalThis.fetch = (address, given) => {
    const asked = new URL(address instanceof Request ? address.url : String(address));
    return asked.hostname === 'fcm.googleapis.com'
      ? usual(new URL(asked.pathname, service), given)
      : usual(address, given);
  };
