# curl -O https://candor.example/candor_client.py
from candor_client import Candor

candor = Candor("https://candor.example")
forecast = candor.latest("24h")
low, high = forecast.interval(80)
print(f"8 in 10: between {low} and {high} USD at {forecast.target:%d %b, %H:%M} UTC")
if forecast.mode != "live":
    print(f"Not of the market as it is now: {forecast.mode}.")
if forecast.stale:
    print(f"The newest that is known; it is {forecast.age_s:.0f} s old.")
