// @ts-check
import { h } from '../dom.js';
import { post, link } from '../api.js';
import { go } from '../router.js';
import { UNITS } from '../parts/unit.js';
import { errorsOf, showErrors, focusError } from '../parts/field-errors.js';
import { DIRECTIONS, directionOf, projectId } from '../parts/direction.js';

const METRICS = ['validation/error', 'validation/loss', 'validation/accuracy'];

/** A form that creates a project: its title and what its trials minimise or maximise. */
export async function newProject(container) {
  const problem = h('p.problem', { role: 'alert' });
  const id = h('input', { name: 'id', required: true, maxLength: 60, pattern: '[a-z0-9][a-z0-9\\-]*' });
  id.dataset.field = 'id';
  const title = h('input', {
    name: 'title',
    required: true,
    maxLength: 200,
    placeholder: 'Handwritten digits',
    'data-testid': 'title',
    oninput() {
      if (!id.dataset.typed) id.value = projectId(title.value);
    },
  });
  id.addEventListener('input', () => (id.dataset.typed = id.value ? 'yes' : ''));
  const direction = select('direction', DIRECTIONS, directionOf(METRICS[0]));
  const metric = h('input', {
    name: 'metric',
    required: true,
    maxLength: 200,
    value: METRICS[0],
    list: 'known-metrics',
    'data-testid': 'metric',
    oninput: () => (direction.value = directionOf(metric.value)),
  });
  metric.setAttribute('list', 'known-metrics');
  const unit = select('unit', [['', 'guess from the values'], ...UNITS], '');
  const examples = h('input', { name: 'examples', inputMode: 'numeric', pattern: '[0-9]*', placeholder: 'not known' });

  async function send(event) {
    event.preventDefault();
    const form = event.target;
    problem.textContent = '';
    showErrors(form, []);
    try {
      await post('/projects', {
        id: id.value.trim(),
        title: title.value.trim(),
        objective: {
          metric: metric.value.trim(),
          direction: direction.value,
          ...(unit.value ? { unit: unit.value } : {}),
          ...(examples.value.trim() ? { examples: Number(examples.value) } : {}),
        },
      });
      go(link(`/projects/${id.value.trim()}`));
    } catch (failure) {
      const taken = /^there is a project/.test(failure.message);
      if (!taken) {
        problem.textContent = failure.message;
        return;
      }
      const sentence = `There is a project '${id.value.trim()}' already: enter another id.`;
      showErrors(form, [{ field: 'id', sentence }]);
      focusError(form, { field: 'id' });
    }
  }
  container.append(
    h('div.head', {}, h('h1', {}, 'New project')),
    h('form', { onsubmit: send, 'data-key': 'new-project', 'aria-label': 'New project' },
      h('div.row', {},
        h('label', {}, 'Title', title),
        h('label', {}, 'Id, in addresses and scripts', id, errorsOf('id'))),
      h('div.row', {},
        h('label', {}, 'Objective', metric),
        h('label', {}, 'Direction', direction)),
      h('datalist', { id: 'known-metrics' }, METRICS.map((value) => h('option', { value }))),
      h('p.quiet.small', {},
        'Built-in training reports validation/error. An external trainer may report any metric.'),
      h('div.row', {},
        h('label', {}, 'Unit', unit),
        h('label', {}, 'Validation examples', examples)),
      h('div.buttons', {},
        h('button.primary', { type: 'submit', 'data-testid': 'create-project' }, 'Create the project')),
      problem));
  return {};
}

function select(name, options, value) {
  return h('select', { name }, options.map(([v, text]) => h('option', { value: v, selected: v === value }, text)));
}
