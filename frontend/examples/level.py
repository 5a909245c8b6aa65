# curl -O https://candor.example/candor_client.py
from candor_client import Candor, ProblemError

candor = Candor("https://candor.example")
try:
    level = candor.level("24h", 61000)
except ProblemError as problem:
    raise SystemExit(f"{problem.detail}. Tell us the trace {problem.trace_id}.")
print(f"Above {level.price} USD tomorrow: {level.p_close_above:.0%}")
print(f"Touched before: {level.p_touch:.0%}")
