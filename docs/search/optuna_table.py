import math, statistics, sys, time, warnings
import optuna
warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
ALPHA=[1,1.2,3,3.2]
A=[[10,3,17,3.5,1.7,8],[.05,10,17,.1,8,14],[3,3.5,1.7,10,17,8],[17,8,.05,10,.1,14]]
P=[[1312,1696,5569,124,8283,5886],[2329,4135,8307,3736,1004,9991],[2348,1451,3522,2883,3047,6650],[4047,8828,8732,5743,1091,381]]
def branin(t):
    x=t.suggest_float("x1",-5,10); y=t.suggest_float("x2",0,15)
    a=y-5.1/(4*math.pi**2)*x*x+5/math.pi*x-6
    return a*a+10*(1-1/(8*math.pi))*math.cos(x)+10
def hartmann6(t):
    x=[t.suggest_float(f"x{i+1}",0,1) for i in range(6)]
    return -sum(ALPHA[i]*math.exp(-sum(A[i][j]*(x[j]-P[i][j]*1e-4)**2 for j in range(6))) for i in range(4))
def conditional(t):
    if t.suggest_categorical("optimizer",["a","b"])=="a":
        r=math.log10(t.suggest_float("rate_a",1e-4,10,log=True)); m=t.suggest_float("momentum",0,1)-.7
        return .05+(r+1.3)**2/4+2*m*m
    r=math.log10(t.suggest_float("rate_b",1e-6,.1,log=True)); d=t.suggest_float("decay",0,1)-.2
    return (r+3.4)**2/4+3*d*d+.1*(1-math.cos(6*math.pi*d))+.05*abs(t.suggest_int("depth",1,6)-4)
LOW={"BRANIN":0.39788735772973816,"HARTMANN6":-3.32236801141551,"CONDITIONAL":0}
F={"BRANIN":branin,"HARTMANN6":hartmann6,"CONDITIONAL":conditional}
for name,f in F.items():
    for label,make in [("TPE",lambda s: optuna.samplers.TPESampler(seed=s)),
                       ("GP",lambda s: optuna.samplers.GPSampler(seed=s))]:
        if len(sys.argv)>1 and label not in sys.argv[1:]: continue
        t0=time.time(); r=[]
        for seed in range(20):
            st=optuna.create_study(sampler=make(seed)); st.optimize(f,n_trials=60); r.append(st.best_value-LOW[name])
        r.sort()
        print(f"{name:12} {label:9} median {(r[9]+r[10])/2:.3g}  quartiles {r[5]:.3g} to {r[14]:.3g}  ({time.time()-t0:.1f} s)",flush=True)
