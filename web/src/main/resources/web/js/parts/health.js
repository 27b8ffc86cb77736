// @ts-check
import { h } from '../dom.js';
import { pathTo } from '../paths.js';

const EVERY_MILLIS = 15_000;

/** Shows warnings for the operator on every page, such as low disk space. */
export function health(element) {
  const look = async () => {
    let checks = [];
    try {
      const response = await fetch(pathTo('/health/ready'), { headers: { Accept: 'application/json' } });
      checks = (await response.json()).checks ?? [];
    } catch {
      // The server does not respond, which `#offline` shows.
      return;
    }
    const found = checks.filter((check) => check.warning || !check.ok);
    element.replaceChildren(
      ...found.map((check) => h('p', {}, h('strong', {}, `${check.name}: `), check.detail))
    );
  };
  look();
  setInterval(look, EVERY_MILLIS);
}
