// @ts-check
import { h } from '../dom.js';

const EVERY_MILLIS = 60_000;

/** Says, over every page, what an operator should see to before it stops the work: a disk that fills up, say. */
export function health(element) {
  const look = async () => {
    let checks = [];
    try {
      const response = await fetch('/health/ready', { headers: { Accept: 'application/json' } });
      checks = (await response.json()).checks ?? [];
    } catch {
      // Nobody answers: another band says so.
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
