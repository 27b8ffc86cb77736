// @ts-check
import { h } from '../dom.js';
import { post } from '../api.js';
import { domain } from '../format.js';

/**
 * A form that extends a study, over the same space or over the wider one that the findings recommend.
 * @param {any} study
 * @param {{space: any[], trials: number, why: string}?} followUp  null when no bound limits the search
 * @param {() => Promise<void>} refresh
 */
export function extend(study, followUp, refresh) {
  const problem = h('p.problem', { role: 'alert' });
  async function submit(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    problem.textContent = '';
    try {
      await post(`/studies/${study.id}/extend`, {
        space: fields.get('wider') ? followUp.space : null,
        trials: Number(fields.get('trials')),
        why: fields.get('why'),
      });
      await refresh();
    } catch (failure) {
      problem.textContent = failure.rule ? `${failure.message} (${failure.rule})` : failure.message;
    }
  }
  const wide = followUp?.space.filter((p) => p.domain.scale !== 'fixed');
  return h('details', { 'data-key': `extend ${study.id}` },
    h('summary', {}, 'Extend', h('span.visually-hidden', {}, ` ${study.name}`)),
    h('form', { 'data-key': `extend ${study.id}`, onsubmit: submit },
      h('label', {},
        'Total trials',
        h('input', {
          name: 'trials',
          type: 'number',
          min: study.planned,
          required: true,
          value: String(followUp?.trials ?? 2 * study.planned),
        })),
      followUp
        ? h('label.inline', {},
            h('input', { type: 'checkbox', name: 'wider', value: 'yes', checked: true }),
            'over wider bounds')
        : null,
      followUp ? h('p.quiet.small', {}, wide.map((p) => `${p.name} ${domain(p.domain)}`).join('; ')) : null,
      h('label', {},
        'Reason',
        h('input', { name: 'why', required: true, maxLength: 2000, value: followUp?.why ?? '' })),
      h('div.buttons', {}, h('button', { type: 'submit', 'data-testid': 'extend' }, 'Extend and resume')),
      problem));
}
