// @ts-check
import { h } from '../dom.js';
import { post, link, heldAt } from '../api.js';
import { go } from '../router.js';
import { when } from './common.js';
import { markdown, written } from './notes.js';
import { trialEnds } from './trial-ends.js';
import { annotationsOf, toggle, editTags, ask } from './trial-annotations.js';

const MARKS = /** @type {const} */ ([
  ['starred', 'Star', '★ Starred'],
  ['pinned', 'Pin', '⤒ Pinned'],
  ['hidden', 'Hide', 'Hidden'],
]);

/** Links to the trials before and after this one in its study. */
export function neighbours({ previousTrial, nextTrial }) {
  const to = (trial, text, key) =>
    trial
      ? h('a', { href: link(`/trials/${trial}`), 'aria-keyshortcuts': key, title: `Key ${key}` }, text)
      : h('span.quiet', {}, text);
  return h('nav.neighbours', { 'aria-label': 'Trials of the study' },
    to(previousTrial, '← Previous trial', '['),
    to(nextTrial, 'Next trial →', ']'));
}

/**
 * The keys [ and ] go to the previous and the next trial, as long as the page is shown.
 * @param {HTMLElement} container
 * @param {() => {previousTrial: string?, nextTrial: string?}} page
 */
export function neighbourKeys(container, page) {
  let shown = false;
  document.addEventListener('keydown', function pressed(e) {
    if (!container.isConnected) {
      if (shown) document.removeEventListener('keydown', pressed);
      return;
    }
    shown = true;
    const target = /** @type {Element} */ (e.target);
    if (e.ctrlKey || e.metaKey || e.altKey || target.closest('input, textarea, select, dialog')) return;
    const trial = { '[': page().previousTrial, ']': page().nextTrial }[e.key];
    if (trial) go(link(`/trials/${trial}`));
  });
}

/** What can be done with a trial: propose it, and stop it while it runs. */
export function actions({ trial: t, study, round, proposable }, refresh) {
  if (heldAt() != null) return null;
  const runs =
    (t.state === 'running' || t.state === 'proposed') && study.algorithm.kind !== 'TRACKED';
  if (!proposable && !runs) return null;
  return h('p.buttons', {},
    proposable
      ? h('a.button', {
          href: link(`/rounds/${round.id}#decide`, { candidate: t.id }),
          'data-testid': 'propose',
        },
          'Propose this configuration')
      : null,
    runs && study.trainer === 'external'
      ? trialEnds(t.id, `trial ${t.number}`, refresh)
      : null,
    runs && study.trainer !== 'external'
      ? h('button', {
          type: 'button',
          'data-testid': 'stop-trial',
          onclick: () =>
            stop(
              `Stop trial ${t.number}`,
              'While the study runs, another trial gets this configuration.',
              `/trials/${t.id}/abandon`,
              refresh
            ),
        },
          'Stop trial')
      : null);
}

/** The button that stops a running study. */
export function stopStudy(study, refresh) {
  if (heldAt() != null || study.state !== 'running' || study.algorithm.kind === 'TRACKED') return null;
  return h('p.buttons', {},
    h('button', {
      type: 'button',
      'data-testid': 'stop-study',
      onclick: () =>
        stop(
          'Stop this study',
          'Its running trials are stopped. The study can be started again.',
          `/studies/${study.id}/stop`,
          refresh
        ),
    },
      'Stop study'));
}

function stop(title, hint, path, refresh) {
  ask({ title, label: 'Reason', hint, action: title, required: true }, async (why) => {
    await post(path, { why });
    await refresh();
  });
}

/** The marks, tags and notes of a trial, and their controls. */
export function annotations(trial, refresh) {
  const { tags, notes } = annotationsOf(trial);
  const live = heldAt() == null;
  const problem = h('span.problem', { role: 'alert' });
  const mark = async (name) => {
    try {
      await toggle([trial], name);
      await refresh();
    } catch (failure) {
      problem.textContent = failure.message;
    }
  };
  return h('section.annotations', { 'aria-label': 'Annotations' },
    h('div.buttons', {},
      MARKS.map(([name, off, on]) => {
        const set = annotationsOf(trial)[name];
        return h('button', {
          type: 'button',
          'aria-pressed': String(set),
          'data-testid': `mark-${name}`,
          disabled: !live,
          onclick: () => mark(name),
        },
          set ? on : off);
      }),
      tags.map((tag) => h('span.tag', {}, tag)),
      live
        ? h('button', {
            type: 'button',
            'data-testid': 'edit-tags',
            onclick: () => editTags([trial], [trial], refresh),
          },
            tags.length ? 'Edit tags' : 'Add tags')
        : null,
      problem),
    notes.map((n) =>
      h('article.note', { 'data-testid': 'note' },
        markdown(n.html),
        h('p.quiet.small', {}, n.actor, ', ', when(n.recordedAt)))
    ),
    live
      ? written(
          'Write a note',
          'Markdown; links, lists, code.',
          'text',
          'Add note',
          (text) => post(`/trials/${trial.id}/notes`, { text }),
          refresh
        )
      : null);
}
