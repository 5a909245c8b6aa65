# curl -O https://candor.example/candor_client.py
from candor_client import Candor

candor = Candor("https://candor.example")
slots = list(candor.history("1h"))
scored = [slot for slot in slots if slot.status == "scored"]
held = sum(slot.covered_80 is True for slot in scored)
missed = sum(slot.status == "missed" for slot in slots)
print(f"The 80% interval held {held} of {len(scored)} outcomes; {missed} slots were missed.")
