"""The true regret of Optuna's samplers on the noisy Hartmann-6 of NoisyHartmann.java: one line a sampler, noise and seed."""
import math, random, sys, warnings
import optuna
warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
ALPHA=[1,1.2,3,3.2]
A=[[10,3,17,3.5,1.7,8],[.05,10,17,.1,8,14],[3,3.5,1.7,10,17,8],[17,8,.05,10,.1,14]]
P=[[1312,1696,5569,124,8283,5886],[2329,4135,8307,3736,1004,9991],[2348,1451,3522,2883,3047,6650],[4047,8828,8732,5743,1091,381]]
LOWEST=-3.32236801141551
PENALTY=0.0 # of a failed trial: the worst value of the function

def value(x):
    return -sum(ALPHA[i]*math.exp(-sum(A[i][j]*(x[j]-P[i][j]*1e-4)**2 for j in range(6))) for i in range(4))

def fails(x):
    return x[0]>0.75 or x[2]+x[4]>1.4 or math.hypot(x[3]-.5,x[5]-.9)<.25

def regret(sampler,noise,seed):
    rng=random.Random(seed*7919+1)
    seen=[]
    def objective(trial):
        x=[trial.suggest_float(f"x{i+1}",0,1) for i in range(6)]
        error=noise*rng.gauss(0,1)
        if fails(x): return PENALTY
        seen.append((value(x)+error,value(x)))
        return seen[-1][0]
    optuna.create_study(sampler=sampler(seed=seed)).optimize(objective,n_trials=60)
    return min(seen)[1]-LOWEST

SAMPLERS={"TPE":optuna.samplers.TPESampler,"GP":optuna.samplers.GPSampler}
FIRST=20261126
for noise in (0,0.1,0.3):
    for name in sys.argv[1:] or SAMPLERS:
        for seed in range(FIRST,FIRST+20):
            print(f"{name},{noise},{seed},{regret(SAMPLERS[name],noise,seed):.4f}",flush=True)
