"""Shares of importance by Optuna's fANOVA. One JSON document a line, one answer a line.

A request has `parameters` (name, kind, low, high, log, choices), `trials` (values, value) and `seed`; the answer
has each hyperparameter's share of the variance of the forest, raw and as normalised by Optuna's default. A
conditional hyperparameter is rated on the trials that have it, as Optuna needs parameters that all trials have.
"""
import json
import sys
import warnings

warnings.filterwarnings("ignore")
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

optuna.logging.set_verbosity(optuna.logging.ERROR)


def distribution(p):
    if p["kind"] == "choice":
        return CategoricalDistribution(p["choices"])
    if p["kind"] == "int":
        return IntDistribution(p["low"], p["high"], log=p["log"])
    return FloatDistribution(p["low"], p["high"], log=p["log"])


def rated(names, distributions, trials, seed):
    study = optuna.create_study()
    for t in trials:
        study.add_trial(
            optuna.trial.create_trial(
                params={n: t["values"][n] for n in names},
                distributions={n: distributions[n] for n in names},
                value=t["value"],
            )
        )
    evaluator = optuna.importance.FanovaImportanceEvaluator(n_trees=64, seed=seed)
    return evaluator.evaluate(study)


def answer(request):
    distributions = {p["name"]: distribution(p) for p in request["parameters"]}
    trials = request["trials"]
    known = {}
    raw, normalized = {}, {}
    for name in distributions:
        having = [t for t in trials if name in t["values"]]
        names = [
            n
            for n in distributions
            if all(n in t["values"] for t in having) and len({t["values"][n] for t in having}) > 1
        ]
        key = (len(having), tuple(names))
        if key not in known:
            known[key] = rated(names, distributions, having, request["seed"])
        shares = known[key]
        raw[name] = shares.get(name, 0.0)
        normalized[name] = shares.get(name, 0.0) / (sum(shares.values()) or 1)
    return {"raw": raw, "normalized": normalized}


print("optuna " + optuna.__version__, flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
